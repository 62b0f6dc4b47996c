import {
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react'
import { SHELL_WORDS, type ShellWords } from '../../../src/words/panel/shell.ts'
import { Refused } from '../wire/refused.ts'
import { useWords } from './language.tsx'
import { saidOf } from './said-of.ts'

/** What a field says of how it has to be filled in. */
export type Rule = {
  /** How it has to be, as a sentence. */
  readonly rule?: string | undefined
  /** Whether it is filled in otherwise. */
  readonly wrong?: boolean | undefined
}

/** How a line of text has to be: something, and no longer than that. Pure. */
export function textRule({ wrong }: ShellWords, typed: string, max: number): Required<Rule> {
  const { length } = typed.trim()
  return {
    rule: length === 0 ? wrong.empty : wrong.atMost(max),
    wrong: length === 0 || length > max,
  }
}

/** The same of one that may be empty. Pure. */
export function shortRule({ wrong }: ShellWords, typed: string, max: number): Required<Rule> {
  return { rule: wrong.atMost(max), wrong: typed.trim().length > max }
}

/** What is known of the fields of a form. */
type Judged = {
  /** Whether it was to be sent as it is. */
  readonly isAsked: boolean
  /** What the server has said of fields, by their names; null where only their rule says it. */
  readonly refused: Readonly<Record<string, string | null>>
}

const Judgement = createContext<Judged>({ isAsked: false, refused: {} })

/** What stands beside a field that keeps a form from being sent, or for which it was refused. */
export function useFault(name: string | undefined, { rule, wrong }: Rule): string | null {
  const { isAsked, refused } = useContext(Judgement)
  if (isAsked && wrong === true) return rule ?? null
  if (name === undefined || refused[name] === undefined) return null
  return refused[name] ?? rule ?? null
}

type Props = {
  /** Whether all is filled in as it has to be. */
  readonly ready: boolean
  /** Sends it. What this throws is shown. */
  readonly send: () => Promise<void>
  /** The field that a refusal is about, by its code. */
  readonly blames?: Readonly<Record<string, string>>
  /** Why it cannot be sent at present, where that is known before. */
  readonly whyNot?: string | null
  readonly className?: string
  readonly children: ReactNode
  /** What stands below the fields: what sends them, and what does not. */
  readonly ends: (busy: boolean) => ReactNode
}

/**
 * Fields, and what sends them. What is not filled in as it has to be says so beside itself and gets
 * the keys; what the server refuses stands beside its field as well. Nothing typed is lost.
 */
export function Filled(props: Props): ReactNode {
  const { ready, send, blames, whyNot = null, className, children, ends } = props
  const words = useWords(SHELL_WORDS)
  const form = useRef<HTMLFormElement>(null)
  const underWay = useRef(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [judged, setJudged] = useState<Judged>({ isAsked: false, refused: {} })
  useEffect(() => {
    if (!judged.isAsked && Object.keys(judged.refused).length === 0) return
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [judged])
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    // Two may come before the first is drawn as being under way.
    if (underWay.current) return
    setError(null)
    setJudged({ isAsked: !ready, refused: {} })
    if (!ready) return
    underWay.current = true
    setBusy(true)
    try {
      await send()
    } catch (thrown) {
      const refused = refusedFields(thrown, { blames: blames ?? {}, words }, form.current)
      if (refused === null) setError(saidOf(thrown, words))
      else setJudged({ isAsked: false, refused })
    } finally {
      underWay.current = false
      setBusy(false)
    }
  }
  return (
    <form
      ref={form}
      {...(className === undefined ? {} : { className })}
      // What is wrong is said in the language of the page, and by the field itself.
      noValidate
      onSubmit={(event) => void go(event)}
    >
      <Judgement.Provider value={judged}>{children}</Judgement.Provider>
      {error === null ? null : (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {whyNot === null || error !== null ? null : <p className="field-error">{whyNot}</p>}
      {ends(busy)}
    </form>
  )
}

/** What a refusal says of fields that are there; null when it is about something else. */
function refusedFields(
  thrown: unknown,
  {
    blames,
    words,
  }: {
    readonly blames: Readonly<Record<string, string>>
    readonly words: ShellWords
  },
  form: HTMLFormElement | null,
): Judged['refused'] | null {
  if (!(thrown instanceof Refused)) return null
  const { issues = [] } = thrown.problem
  const blamed = blames[thrown.code]
  const said: (readonly [string, string | null])[] = [
    ...issues.map(({ path }) => [path.split('/').at(-1) ?? '', null] as const),
    ...(blamed === undefined ? [] : [[blamed, saidOf(thrown, words)] as const]),
  ]
  const known = said.filter(([name]) => form?.elements.namedItem(name) != null)
  return known.length === 0 ? null : Object.fromEntries(known)
}
