"""Drives the dashboard of a real farm in a real browser; ends with 0 when everything was seen."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

from chromium import Chromium, Problem


class Farm:
    """A coordinator and two workers in a folder of their own."""

    def __init__(self, binaries, folder):
        self.binaries, self.folder, self.address, self.processes = binaries, folder, "127.0.0.1:0", []
        self.start_coordinator()
        for name in ["oak-1", "oak-2"]:
            self.start("render-worker", "--coordinator", self.address, "--slots", "1", "--name", name,
                       "--scratch", f"{folder}/{name}")

    def start(self, program, *arguments):
        log = open(f"{self.folder}/{program}.log", "ab")
        process = subprocess.Popen([f"{self.binaries}/{program}", *arguments], stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=log)
        self.processes.append(process)
        return process

    def start_coordinator(self):
        port = f"{self.folder}/port"
        if os.path.exists(port):
            os.remove(port)
        self.coordinator = self.start("coordinatord", "--listen", self.address, "--state", f"{self.folder}/state",
                                      "--outputs", f"{self.folder}/outputs", "--port-file", port)
        deadline = time.monotonic() + 30
        while not os.path.exists(port):
            if time.monotonic() > deadline:
                raise Problem("no coordinator: " + open(f"{self.folder}/coordinatord.log").read())
            time.sleep(0.05)
        self.address = open(port).read().strip()

    def kill_coordinator(self):
        self.coordinator.send_signal(signal.SIGKILL)
        self.coordinator.wait()

    def end(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()

    def ask(self, path, body=None):
        request = urllib.request.Request(f"http://{self.address}/api/v1{path}",
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def submit(self, path, chunks, **more):
        work = {"type": "video", "input": path, "encoder": "libx264", "encoder_options": [], "pixel_format": "yuv420p",
                "chunking": {"type": "count", "count": chunks}}
        return self.ask("/jobs", {"work": work, "priority": 0, "keep_temporary": False, **more})["job_id"]

    def wait(self, job, condition):
        deadline = time.monotonic() + 60
        while True:
            summary = self.ask(f"/jobs/{job}")["job"]
            if condition(summary):
                return summary
            if time.monotonic() > deadline:
                raise Problem(f"job {job} never came so far: {summary}")
            time.sleep(0.05)


def make_media(folder):
    def ffmpeg(*arguments):
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *arguments], check=True)
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4", "-c:v", "libx264", "-preset", "ultrafast",
           "-pix_fmt", "yuv420p", f"{folder}/clip.mp4")
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", f"{folder}/sound.m4a")
    # Large enough to be sent in several pieces.
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=2,noise=alls=60:allf=t", "-c:v", "ffv1",
           f"{folder}/mine & yours.mkv")
    open(f"{folder}/empty.mp4", "w").close()
    with open(f"{folder}/drive-notes.txt", "w") as notes:
        notes.write("This is no video.\n" * 100)


def said(words):
    print("seen: " + words, file=sys.stderr, flush=True)


def submit_by_keyboard(browser, farm, folder):
    browser.go(f"http://{farm.address}/")
    browser.wait("document.getElementById('link').textContent === 'live'")
    browser.tab_to("it.textContent === 'Submit'")
    browser.enter()
    browser.wait("document.activeElement.id === 'f-input' || document.getElementById('f-input')")
    browser.tab_to("it.id === 'f-input'")
    browser.type(f"{folder}/clip.mp4")
    browser.tab_to("it.id === 'f-filter'")
    browser.type("nosuchfilter")
    browser.wait("document.querySelector('[role=status] .failure, .failure')")
    said("the planner refuses a filter that does not exist")
    browser.run("document.getElementById('f-filter').select()")
    browser.type("hflip")
    browser.sees("100 frames in")
    said("the planner's plan, while the form is filled in")
    browser.tab_to("it.textContent === 'Submit' && it.tagName === 'BUTTON'")
    browser.enter()
    browser.wait("location.hash.startsWith('#/jobs/')")
    browser.wait("document.querySelector('.status.done')", 60)
    browser.wait("document.querySelectorAll('.strip img').length > 0")
    said("a job submitted by keyboard and watched until it was done")
    browser.wait("document.querySelector('video')?.readyState >= 2")
    browser.run("document.querySelector('video').play()")
    browser.wait("document.querySelector('video').currentTime > 0.2")
    said("the finished video plays")


def choose_a_chunk_by_keyboard(browser):
    browser.tab_to("it.tagName === 'CANVAS'")
    browser.key("ArrowRight")
    browser.wait("[...document.querySelectorAll('pre')].some(pre => pre.textContent.startsWith('ffmpeg '))")
    said("a chunk with its command, by keyboard")


def watch_while_it_renders(browser, farm, folder, picture):
    job = farm.submit(f"{folder}/clip.mp4", 10, max_parallel=1)
    farm.wait(job, lambda summary: summary["chunks_done"] >= 2)
    farm.ask(f"/jobs/{job}/pause", {})
    farm.wait(job, lambda summary: summary["chunks_running"] == 0)
    browser.go(f"http://{farm.address}/#/jobs/{job}")
    browser.wait("document.querySelector('.status.paused')")
    browser.wait("document.querySelector('video')?.buffered.length > 0")
    before = browser.run("document.querySelector('video').buffered.end(0)")
    browser.run("document.querySelector('video').play()")
    browser.wait("document.querySelector('video').currentTime > 0.2")
    said("the preview plays while most of the job is still to be rendered")
    picture("job")
    browser.tab_to("it.textContent === 'Resume'")
    browser.enter()
    browser.wait(f"document.querySelector('video').buffered.length && document.querySelector('video').buffered.end(0) > {before} + 0.3", 60)
    farm.wait(job, lambda summary: summary["status"] == "done")
    said("the preview goes on as more chunks arrive")


def send_a_file(browser, farm, folder):
    browser.go(f"http://{farm.address}/#/submit")
    browser.wait("document.getElementById('f-file')")
    browser.choose_file("#f-file", f"{folder}/empty.mp4")
    browser.sees("empty.mp4 is empty")
    browser.sees("Name an input, and the plan appears here.")
    browser.choose_file("#f-file", f"{folder}/drive-notes.txt")
    browser.sees("drive-notes.txt is there")
    browser.wait("document.querySelector('.failure')")
    said("an empty file and one that is no video are refused in words")
    film = f"{folder}/mine & yours.mkv"
    some = "document.querySelector('progress').value > 0"
    browser.delay_requests(1000)
    browser.choose_file("#f-file", film)
    browser.wait(f"document.body.innerText.includes('Sending mine & yours.mkv') && {some}")
    browser.tab_to("it.textContent === 'Stop'")
    browser.enter()
    browser.sees("it goes on from there")
    said("a transfer that was stopped")
    browser.choose_file("#f-file", film)
    browser.wait(f"document.body.innerText.includes('Sending mine & yours.mkv') && {some}")
    farm.kill_coordinator()
    browser.sees("The connection broke")
    farm.start_coordinator()
    browser.delay_requests(0)
    browser.sees("mine & yours.mkv is there")
    said("a transfer that went on where it was stopped, and outlived the coordinator")
    browser.sees("50 frames in")
    path = browser.run("document.getElementById('f-input').value")
    with open(path, "rb") as sent, open(film, "rb") as original:
        if sent.read() != original.read():
            raise Problem(f"{path} is not what was sent")
    before = len(browser.requests)
    browser.choose_file("#f-file", film)
    browser.wait("document.getElementById('f-input').value")
    uploads = [url for url in browser.requests[before:] if "/media/uploads/" in url]
    if len(uploads) != 1:
        raise Problem(f"what is there already was sent again: {uploads}")
    browser.tab_to("it.textContent === 'Submit' && it.tagName === 'BUTTON'")
    browser.enter()
    browser.wait("location.hash.startsWith('#/jobs/')")
    browser.wait("document.querySelector('.status.done')", 60)
    said("a file of the browser's own machine, sent, submitted and rendered")


def cancel(browser, farm, folder):
    job = farm.submit(f"{folder}/clip.mp4", 10, max_parallel=1)
    farm.ask(f"/jobs/{job}/pause", {})
    # Its buttons stay as they are once nothing runs any more.
    farm.wait(job, lambda summary: summary["chunks_running"] == 0 and summary["status"] != "analyzing")
    browser.go(f"http://{farm.address}/#/jobs/{job}")
    browser.wait("document.querySelector('.status.paused')")
    browser.wait("[...document.querySelectorAll('button')].some(it => it.textContent === 'Cancel')")
    browser.tab_to("it.textContent === 'Cancel'")
    browser.enter()
    browser.wait("document.getElementById('question').open")
    browser.tab_to("it.textContent === 'Yes'")
    browser.enter()
    browser.wait("document.querySelector('.status.cancelled')")
    said("a job cancelled, after a question")


def fail(browser, farm, folder, picture):
    job = farm.submit(f"{folder}/sound.m4a", 1)
    farm.wait(job, lambda summary: summary["status"] == "failed")
    browser.go(f"http://{farm.address}/#/jobs/{job}")
    browser.wait("document.querySelector('.status.failed')")
    browser.sees("Try again")
    picture("failed")
    said("a job that failed, and why")


def come_back(browser, farm):
    browser.go(f"http://{farm.address}/#/")
    browser.wait("document.getElementById('link').className === 'live'")
    farm.kill_coordinator()
    browser.wait("document.getElementById('banner').className === 'shown'", 10)
    said("that the coordinator is gone, at once")
    farm.start_coordinator()
    browser.wait("document.getElementById('link').className === 'live'", 30)
    browser.wait("document.querySelectorAll('.jobrow').length >= 4")
    said("the page comes back with the coordinator")


def judge(browser, farm):
    elsewhere = [url for url in browser.requests
                 if not url.startswith((f"http://{farm.address}/", "data:", "blob:", "about:"))]
    if elsewhere:
        raise Problem(f"requests to elsewhere: {elsewhere}")
    # A browser notes each answer that is a refusal, and each connection that a dead coordinator does not answer. A
    # chunk may be gone when its piece is asked for: the job was done meanwhile, and the page plays the finished video.
    expected = ["Failed to load resource: net::ERR_", "status of 422", "status of 400", "/preview.mp4"]
    complaints = [text for text in browser.complaints if not any(words in text for words in expected)]
    if complaints:
        raise Problem(f"the console: {complaints}")
    said("no error on the console, and no request to anywhere else")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures")
    parser.add_argument("binaries")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="renderfarm-browser-")
    farm = browser = None

    def picture(name, width=1100, height=1000, dark=False):
        if not arguments.pictures:
            return
        os.makedirs(arguments.pictures, exist_ok=True)
        browser.window(width, height, dark)
        time.sleep(1)
        browser.picture(f"{arguments.pictures}/{name}.png")
        browser.window(1100, 1000)

    try:
        make_media(folder)
        farm = Farm(arguments.binaries, folder)
        browser = Chromium(folder)
        browser.window(1100, 1000)
        submit_by_keyboard(browser, farm, folder)
        choose_a_chunk_by_keyboard(browser)
        watch_while_it_renders(browser, farm, folder, picture)
        send_a_file(browser, farm, folder)
        cancel(browser, farm, folder)
        fail(browser, farm, folder, picture)
        come_back(browser, farm)
        picture("overview")
        picture("dark", dark=True)
        picture("phone", width=390, height=844)
        judge(browser, farm)
    except Problem as problem:
        if browser:
            browser.complaints and print("console:", browser.complaints, file=sys.stderr)
            if arguments.pictures:
                browser.picture(f"{arguments.pictures}/problem.png")
        print(f"error: {problem}", file=sys.stderr)
        return 1
    finally:
        if browser:
            browser.close()
        if farm:
            farm.end()
        shutil.rmtree(folder, ignore_errors=True)
    print("the dashboard: all seen", file=sys.stderr)
    return 0


sys.exit(main())
