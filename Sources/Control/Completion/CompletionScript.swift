/// What a shell reads to complete the command lines of `renderctl`. The scripts know nothing themselves: they ask
/// `renderctl completions candidates`, which knows commands, flags, jobs, workers and presets.
enum CompletionScript {
    enum Shell: String, CaseIterable {
        case bash
        case zsh
        case fish
    }

    /// The candidate that stands for "any file".
    static let files = ":files"

    static func text(for shell: Shell) -> String {
        switch shell {
        case .bash: bash
        case .zsh: zsh
        case .fish: fish
        }
    }

    private static let bash = #"""
        # bash completion of renderctl: eval "$(renderctl completions bash)", for instance in ~/.bashrc
        _renderctl() {
            local value rest
            COMPREPLY=()
            while IFS=$'\t' read -r value rest; do
                if [[ $value == :files ]]; then
                    compopt -o filenames 2>/dev/null
                    local IFS=$'\n'
                    COMPREPLY+=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]#=}"))
                else
                    COMPREPLY+=("$value")
                fi
            done < <("${COMP_WORDS[0]}" completions candidates -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -F _renderctl renderctl

        """#

    private static let zsh = #"""
        #compdef renderctl
        # zsh completion of renderctl: source <(renderctl completions zsh), behind compinit, for instance in ~/.zshrc
        _renderctl() {
            local -a candidates
            local value description
            while IFS=$'\t' read -r value description; do
                if [[ $value == :files ]]; then
                    _files
                else
                    candidates+=("${value//:/\\:}:$description")
                fi
            done < <("${words[1]}" completions candidates -- "${(@)words[2,CURRENT]}" 2>/dev/null)
            (( ${#candidates} )) && _describe renderctl candidates
        }
        compdef _renderctl renderctl

        """#

    private static let fish = #"""
        # fish completion of renderctl: renderctl completions fish | source, for instance in ~/.config/fish/config.fish
        function __renderctl_candidates
            set -l words (commandline -opc) (commandline -ct)
            for line in ($words[1] completions candidates -- $words[2..] 2>/dev/null)
                if string match -q ':files*' -- $line
                    __fish_complete_path (commandline -ct)
                else
                    echo $line
                end
            end
        end
        complete -c renderctl -f -a '(__renderctl_candidates)'

        """#
}
