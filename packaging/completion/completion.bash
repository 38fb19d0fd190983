# Bash completion of postern and posternd. Made from their own --help by packaging/completion/make_completion.py.

# What the program takes: a line each, `PROGRAM|COMMAND WORDS|KIND|NAME|VALUES`. KIND is command, option or argument.
# VALUES: nothing for an option that stands alone, FILE, VALUE for free text, else the words it may be.
_postern_grammar='@GRAMMAR@'

# _postern_words KIND PROGRAM COMMAND: the names that may come there.
_postern_words() {
  local kind=$1 program=$2 command=$3 line_program line_command line_kind name values
  while IFS='|' read -r line_program line_command line_kind name values; do
    [[ $line_kind = "$kind" && $line_program = "$program" && $line_command = "$command" ]] && printf '%s\n' "$name"
  done <<< "$_postern_grammar"
}

# _postern_values KIND PROGRAM COMMAND NAME: what it may be; an empty NAME stands for any. Fails where there is none.
_postern_values() {
  local kind=$1 program=$2 command=$3 wanted=$4 line_program line_command line_kind name values found=1
  while IFS='|' read -r line_program line_command line_kind name values; do
    [[ $line_kind = "$kind" && $line_program = "$program" && $line_command = "$command" ]] || continue
    [[ -z $wanted || $name = "$wanted" ]] || continue
    printf '%s\n' "$values"
    found=0
  done <<< "$_postern_grammar"
  return "$found"
}

# _postern_value_of PROGRAM COMMAND OPTION: what an option of this command, or of every command, takes.
_postern_value_of() {
  _postern_values option "$1" "$2" "$3" || _postern_values option "$1" '' "$3"
}

_postern() {
  local cur prev words cword
  # shellcheck disable=SC2034  # _init_completion sets it
  local split
  _init_completion -s || return
  local program=${words[0]##*/} command='' word i values
  # The command: each word that is one where it stands, and is not the value of an option.
  for ((i = 1; i < cword; i++)); do
    word=${words[i]}
    [[ ${words[i - 1]} = --* && -n $(_postern_value_of "$program" "$command" "${words[i - 1]}") ]] && continue
    if [[ $'\n'$(_postern_words command "$program" "$command")$'\n' = *$'\n'"$word"$'\n'* ]]; then
      command="${command:+$command }$word"
    fi
  done

  if [[ $prev = --* ]]; then
    values=$(_postern_value_of "$program" "$command" "$prev")
    case $values in
      '') ;;
      FILE) _filedir; return ;;
      VALUE) return ;;
      *) mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur"); return ;;
    esac
  fi
  if [[ $cur = -* ]]; then
    values=$(_postern_words option "$program" "$command"; _postern_words option "$program" '')
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
    return
  fi
  values=$(_postern_words command "$program" "$command")
  if [[ -n $values ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$cur")
    return
  fi
  values=$(_postern_values argument "$program" "$command" '')
  if [[ $'\n'$values$'\n' = *$'\nFILE\n'* ]]; then
    _filedir
  fi
  values=$(printf '%s\n' "$values" | sed '/^FILE$/d; /^VALUE$/d')
  [[ -n $values ]] && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$values" -- "$cur")
} &&
complete -F _postern postern posternd
