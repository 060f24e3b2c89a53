# Completion of simmerctl(1) for fish.

function __simmerctl_tasks
    simmerctl list --json $argv 2>/dev/null |
        sed -n 's/^{ *"id" *: *"\([^"]*\)".*"title" *: *"\([^"]*\)".*/\1\t\2/p'
end

function __simmerctl_is
    __fish_seen_subcommand_from $argv
end

set -l commands submit track find wait list show cancel retry remove save accounts profiles
complete -c simmerctl -f
complete -c simmerctl -n "not __simmerctl_is $commands" -a submit -d 'Order a generation'
complete -c simmerctl -n "not __simmerctl_is $commands" -a track -d 'Take up tasks that were ordered elsewhere'
complete -c simmerctl -n "not __simmerctl_is $commands" -a find -d 'List tasks of a service that are not followed here'
complete -c simmerctl -n "not __simmerctl_is $commands" -a wait -d 'Follow tasks until they end'
complete -c simmerctl -n "not __simmerctl_is $commands" -a list -d 'List tasks, newest first'
complete -c simmerctl -n "not __simmerctl_is $commands" -a show -d 'Show all that is known of tasks'
complete -c simmerctl -n "not __simmerctl_is $commands" -a cancel -d 'Cancel tasks'
complete -c simmerctl -n "not __simmerctl_is $commands" -a retry -d 'Try tasks again'
complete -c simmerctl -n "not __simmerctl_is $commands" -a remove -d 'Forget tasks that have ended'
complete -c simmerctl -n "not __simmerctl_is $commands" -a save -d 'Copy results to a folder'
complete -c simmerctl -n "not __simmerctl_is $commands" -a accounts -d 'List, set up, change, try and remove accounts'
complete -c simmerctl -n "not __simmerctl_is $commands" -a profiles -d 'List, show and check how services are spoken to'
complete -c simmerctl -n "not __simmerctl_is $commands" -l version -d 'Show the version'

complete -c simmerctl -l json -d 'Write data as JSON'
complete -c simmerctl -s q -l quiet -d 'Say nothing but errors and data'
complete -c simmerctl -s h -l help -d 'Show the options'
complete -c simmerctl -n '__simmerctl_is submit track find wait cancel retry save' -s a -l account -x -d 'The account to ask'
complete -c simmerctl -n '__simmerctl_is submit track find wait cancel retry save' -l server -x -d 'A service in place of an account'
complete -c simmerctl -n '__simmerctl_is submit track find wait cancel retry save' -l profile -r -F -d 'How that service is spoken to'
complete -c simmerctl -n '__simmerctl_is submit' -s i -l input -x -a 'kind= style= width= height= seed= count=' -d 'What to generate'
complete -c simmerctl -n '__simmerctl_is find' -s i -l input -x -d 'What the service must know first'
complete -c simmerctl -n '__simmerctl_is submit track retry' -s w -l wait -d 'Follow the tasks until they end'
complete -c simmerctl -n '__simmerctl_is submit track wait retry' -s o -l output -x -a '(__fish_complete_directories)' -d 'Save the results in this folder'
complete -c simmerctl -n '__simmerctl_is submit track wait retry' -l interval -x -d 'Ask at this interval, in seconds'
complete -c simmerctl -n '__simmerctl_is submit track wait retry' -l no-live -d 'Only ask, do not listen for changes'
complete -c simmerctl -n '__simmerctl_is submit track wait cancel retry save' -l timeout -x -d 'Stop waiting after these seconds'
complete -c simmerctl -n '__simmerctl_is list' -l active -d 'Only those that have not ended'
complete -c simmerctl -n '__simmerctl_is wait cancel' -a '(__simmerctl_tasks --active)'
complete -c simmerctl -n '__simmerctl_is show retry remove save' -a '(__simmerctl_tasks)'
complete -c simmerctl -n '__simmerctl_is accounts' -a 'list show add edit set test sign-out remove'
complete -c simmerctl -n '__simmerctl_is profiles' -a 'list show check'
