import { Component, type ReactNode } from 'react'
import { Trouble } from '../ui/Trouble.tsx'
import { Unreachable } from '../wire/refused.ts'

type Props = { readonly children: ReactNode }
type State = { readonly error: unknown }

/** An error of one page stays in that page. */
export class Faults extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override componentDidMount(): void {
    window.addEventListener('online', this.#cameBack)
  }

  override componentWillUnmount(): void {
    window.removeEventListener('online', this.#cameBack)
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return <Trouble error={this.state.error} retry={() => this.#retry()} />
  }

  readonly #cameBack = (): void => {
    if (this.state.error instanceof Unreachable) this.#retry()
  }

  /** Files that did not come are not asked for twice by a browser: all of it is loaded anew. */
  #retry(): void {
    if (this.state.error instanceof Unreachable) void reloadIfThere()
    else this.setState({ error: null })
  }
}

/** While nobody answers the browser's own page would take the place of this one. */
async function reloadIfThere(): Promise<void> {
  const answer = await fetch(location.href).catch(() => null)
  if (answer?.ok === true) location.reload()
}
