import { Component, type ReactNode } from 'react'
import { Trouble } from '../ui/Trouble.tsx'

type Props = { readonly children: ReactNode }
type State = { readonly error: unknown }

/** An error of one page stays in that page. */
export class Faults extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return <Trouble error={this.state.error} retry={() => this.setState({ error: null })} />
  }
}
