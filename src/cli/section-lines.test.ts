import { expect, test } from 'vitest'
import { sectionLines } from './section-lines.ts'

const PAGE = `# Page

## Settings

Read **this** in [the page](docs/page.md) first, which is rather long for a narrow screen.

| name | meaning | default |
|---|---|---|
| \`EVERCHECK_CSV\` | how files are written, for a program or for scripts | \`comma\` |

## Codes

| code | meaning |
|---|---|
| 0 | done |
| 130 | stopped by somebody |

## Next
`

test('a setting stands above what is said about it', () => {
  expect(sectionLines(PAGE, 'Settings', 40)).toEqual([
    'Read this in the page first, which is',
    'rather long for a narrow screen.',
    '',
    'EVERCHECK_CSV',
    '    how files are written, for a program',
    '    or for scripts (default: comma)',
  ])
})

test('a code stands beside it', () => {
  expect(sectionLines(PAGE, 'Codes', 18)).toEqual(['0    done', '130  stopped by', '     somebody'])
})
