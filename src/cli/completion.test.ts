import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bashCompletion, type CommandWords, fishCompletion } from './completion.ts'

const NOTHING = { commands: [], options: [], choices: [] }
const QUIET = { name: '--quiet', says: "don't say a word", takesValue: false }

const COMMANDS: readonly CommandWords[] = [
  {
    ...NOTHING,
    path: [],
    commands: [
      { name: 'check', says: 'read' },
      { name: 'account', says: 'the accounts' },
      { name: 'completion', says: 'this' },
    ],
  },
  { ...NOTHING, path: ['check'], options: [QUIET, { ...QUIET, name: '--out', takesValue: true }] },
  {
    ...NOTHING,
    path: ['account'],
    commands: [
      { name: 'add', says: 'one' },
      { name: 'list', says: 'all' },
    ],
  },
  { ...NOTHING, path: ['account', 'add'], options: [QUIET] },
  { ...NOTHING, path: ['account', 'list'] },
  { ...NOTHING, path: ['completion'], choices: ['bash', 'fish'] },
]

/** What Bash offers after these words, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const line = ['evercheck', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _evercheck; echo "\${COMPREPLY[@]}"`
  const run = spawnSync('bash', ['-c', `${bashCompletion(COMMANDS)}\n${ask}`], { encoding: 'utf8' })
  expect(run.stderr).toBe('')
  return run.stdout.trim().split(' ')
}

test.each([
  [[''], ['check', 'account', 'completion']],
  [['c'], ['check', 'completion']],
  [
    ['account', ''],
    ['add', 'list'],
  ],
  [['account', 'add', '--'], ['--quiet']],
  [
    ['check', 'ada.example', '--'],
    ['--quiet', '--out'],
  ],
  [
    ['completion', ''],
    ['bash', 'fish'],
  ],
  [['account', 'list', ''], ['']],
])('after %j Bash offers %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected)
})

test('fish is told where each word goes, and what it is for', () => {
  expect(fishCompletion(COMMANDS).trim().split('\n')).toEqual([
    `complete -c evercheck -n '__fish_use_subcommand' -f -a check -d 'read'`,
    `complete -c evercheck -n '__fish_use_subcommand' -f -a account -d 'the accounts'`,
    `complete -c evercheck -n '__fish_use_subcommand' -f -a completion -d 'this'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from check' -l quiet -d 'don'\\''t say a word'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from check' -l out -r -d 'don'\\''t say a word'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from account; and not __fish_seen_subcommand_from add list' -f -a add -d 'one'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from account; and not __fish_seen_subcommand_from add list' -f -a list -d 'all'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from account; and __fish_seen_subcommand_from add' -l quiet -d 'don'\\''t say a word'`,
    `complete -c evercheck -n '__fish_seen_subcommand_from completion' -f -a bash`,
    `complete -c evercheck -n '__fish_seen_subcommand_from completion' -f -a fish`,
  ])
})
