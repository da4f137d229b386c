/** Scripts that ask `sluice __complete WORDS…` and obey its last line, `:DIRECTIVE` (see complete.ts). */
export const shells = {
  bash: `# bash completion of sluice
_sluice() {
  local current="\${COMP_WORDS[COMP_CWORD]}" answer directive line
  answer="$(sluice __completeNoDesc "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" || return
  directive="\${answer##*:}"
  answer="\${answer%:*}"
  COMPREPLY=()
  if ((directive & 16)); then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current")
    return
  fi
  if ((directive & 8)); then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current")
    local ending
    for ending in $answer; do
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -X "!*.$ending" -- "$current")
    done
    return
  fi
  while IFS= read -r line; do
    [[ -n "$line" && "$line" == "$current"* ]] && COMPREPLY+=("$line")
  done <<<"$answer"
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  if [[ \${#COMPREPLY[@]} -eq 0 ]] && ! ((directive & 4)); then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
  fi
}
complete -F _sluice sluice
`,
  zsh: `#compdef sluice
_sluice() {
  local -a lines entries
  local directive line
  lines=("\${(@f)$(sluice __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive="\${lines[-1]#:}"
  lines[-1]=()
  if ((directive & 16)); then
    _files -/
    return
  fi
  if ((directive & 8)); then
    _files -g "*.(\${(j:|:)lines})"
    return
  fi
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] && entries+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if ((\${#entries})); then
    _describe 'sluice' entries
  elif ! ((directive & 4)); then
    _files
  fi
}
if [[ "\${funcstack[1]}" == "_sluice" ]]; then _sluice; else compdef _sluice sluice; fi
`,
  fish: `# fish completion of sluice
function __sluice_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (sluice __complete $words[2..-1] 2>/dev/null)
  test (count $lines) -gt 0; or return
  set -l directive (string sub -s 2 -- $lines[-1])
  set -e lines[-1]
  if test (math "bitand($directive, 16)") -ne 0
    __fish_complete_directories (commandline -ct)
  else if test (math "bitand($directive, 8)") -ne 0
    __fish_complete_directories (commandline -ct)
    for ending in $lines
      __fish_complete_suffix .$ending
    end
  else if test (count $lines) -gt 0
    printf '%s\\n' $lines
  else if test (math "bitand($directive, 4)") -eq 0
    __fish_complete_path (commandline -ct)
  end
end
complete -c sluice -f -a '(__sluice_complete)'
`,
  powershell: `# PowerShell completion of sluice
Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
  param($current, $line, $position)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($current -eq '') { $words += '' }
  $answer = @(& sluice __complete @words 2>$null)
  if ($answer.Count -eq 0) { return }
  $directive = [int]$answer[-1].Substring(1)
  $answer = @($answer | Select-Object -SkipLast 1)
  if ($directive -band 24) { return }
  $answer | Where-Object { $_ -like "$current*" } | ForEach-Object {
    $parts = $_ -split [char]9, 2
    $about = if ($parts.Count -gt 1 -and $parts[1]) { $parts[1] } else { $parts[0] }
    [System.Management.Automation.CompletionResult]::new($parts[0], $parts[0], 'ParameterValue', $about)
  }
}
`,
} as const;
