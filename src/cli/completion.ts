/** What can be typed after a command. */
export type CommandWords = {
  /** The command's own words, without the program's. */
  readonly path: readonly string[]
  readonly commands: readonly { readonly name: string; readonly says: string }[]
  readonly options: readonly {
    /** With its dashes. */
    readonly name: string
    readonly says: string
    readonly takesValue: boolean
  }[]
  /** What its argument may be, where that is known. */
  readonly choices: readonly string[]
}

/** A script for Bash: words of the command that was typed so far, and files anywhere. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  const cases = commands.map(({ path, commands: below, options, choices }) => {
    const words = [...below.map(({ name }) => name), ...choices, ...options.map(({ name }) => name)]
    return `    ${pattern(path)}) words=${quoted(words.join(' '))} ;;`
  })
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => pattern(path))
  return [
    '_evercheck() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" index`,
    '  for ((index = 1; index < COMP_CWORD; index++)); do',
    `    case "$path \${COMP_WORDS[index]}" in`,
    `      ${paths.join('|')}) path="$path \${COMP_WORDS[index]}" ;;`,
    '    esac',
    '  done',
    '  case "$path" in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _evercheck evercheck',
    '',
  ].join('\n')
}

/** A script for Zsh, which understands that of Bash. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  const load = 'autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n'
  return load + bashCompletion(commands)
}

/** A script for fish, which also shows what each word is for. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ path, commands: below, options, choices }) => {
    const where = `complete -c evercheck -n ${quoted(fishCondition(path, below))}`
    return [
      ...below.map(({ name, says }) => `${where} -f -a ${name} -d ${quoted(says)}`),
      ...choices.map((choice) => `${where} -f -a ${choice}`),
      ...options.map(({ name, says, takesValue }) => {
        return `${where} -l ${name.slice(2)}${takesValue ? ' -r' : ''} -d ${quoted(says)}`
      }),
    ]
  })
  return `${lines.join('\n')}\n`
}

/** True when these words were typed, and none of the next. */
function fishCondition(path: readonly string[], below: CommandWords['commands']): string {
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`)
  const names = below.map(({ name }) => name).join(' ')
  const next =
    path.length === 0 ? '__fish_use_subcommand' : `not __fish_seen_subcommand_from ${names}`
  const all = names === '' && path.length > 0 ? seen : [...seen, next]
  return all.join('; and ')
}

/** How the words of a path stand in the scripts: each with a blank in front. */
function pattern(path: readonly string[]): string {
  return quoted(path.map((word) => ` ${word}`).join(''))
}

/** For a shell: no sign in it means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
