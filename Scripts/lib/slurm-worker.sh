#!/usr/bin/env bash
# Usage: slurm-worker.sh RENDER_WORKER OPTION…
#
# What Slurm runs for each worker that Scripts/slurm submits; sbatch copies it, so it needs nothing beside it.
#
# SIGUSR1, which Slurm sends some time before the limit: finish, and go back into the queue. SIGTERM, which `Scripts/slurm
# down` sends: finish, and end. When a job is preempted Slurm stops every process by itself and queues the job again.

set -uo pipefail

worker_program=$1
shift
number=${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}-${SLURM_ARRAY_TASK_ID:-0}
scratch=${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/render-worker-slurm-$number
comes_back=0

"$worker_program" --name "slurm-$number" --slots "${SLURM_CPUS_PER_TASK:-1}" --scratch "$scratch" "$@" &
worker=$!

trap 'comes_back=1; kill -s TERM "$worker" 2>/dev/null' USR1
trap 'comes_back=0; kill -s TERM "$worker" 2>/dev/null' TERM

# A trap interrupts `wait`; only when the process is gone does it tell how that ended.
while :; do
    wait "$worker"
    status=$?
    kill -0 "$worker" 2>/dev/null || break
done
rm -rf "$scratch"

if ((comes_back)); then
    printf '%s\n' "the time limit is near: back into the queue" >&2
    scontrol requeue "$SLURM_JOB_ID"
    # Slurm ends this script when it queues the job again; if it could not, the job has ended well.
    sleep 30
fi
exit "$status"
