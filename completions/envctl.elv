
set edit:completion:arg-completer[envctl] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) ENVCTL_COMPLETE="elvish" envctl -- $@words) | to-lines
}

