# Completion of simmerctl(1) for bash.

_simmerctl_ids() {
  simmerctl list --json "$@" 2>/dev/null | sed -n 's/^{ *"id" *: *"\([^"]*\)".*/\1/p'
}

_simmerctl() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
  local service='--account --server --profile' waiting='--output --interval --no-live --timeout'
  local options='--json --quiet --help --version' words=''
  COMPREPLY=()

  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      submit | track | find | wait | list | show | cancel | retry | remove | save | accounts | profiles)
        command=${COMP_WORDS[i]}
        break
        ;;
    esac
  done

  case $before in
    -o | --output) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
    --profile) mapfile -t COMPREPLY < <(compgen -f -- "$word"; compgen -W generate-v1 -- "$word"); return ;;
    -a | --account)
      words=$(simmerctl accounts list --json 2>/dev/null | sed -n 's/^{ *"id" *: *"\([^"]*\)".*/\1/p')
      mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
      return
      ;;
    -i | --input)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -S = -W 'kind style width height seed count' -- "$word")
      return
      ;;
    --server | --interval | --timeout) return ;;
  esac

  case $command in
    '') words='submit track find wait list show cancel retry remove save accounts profiles'; words+=" $options" ;;
    submit) words="$service --input --wait $waiting $options" ;;
    find) words="$service --input $options" ;;
    track) words="$service --wait $waiting $options" ;;
    wait) words="$service $waiting $options" ;;
    list) words="--active $options" ;;
    cancel | save) words="$service --timeout $options" ;;
    retry) words="$service --wait $waiting $options" ;;
    show | remove) words=$options ;;
    accounts) words="list show add edit set test sign-out remove $options"; words+=" live= pace= shortest= longest= limit=" ;;
    profiles) words="list show check $options" ;;
  esac
  if [[ $word != -* ]]; then
    case $command in
      wait | cancel) words=$(_simmerctl_ids --active) ;;
      show | retry | remove | save) words=$(_simmerctl_ids) ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _simmerctl simmerctl
