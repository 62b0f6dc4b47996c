import { mayDo, useRole } from '../wire/reader.ts'
import { useAddress } from './use-search.ts'

/**
 * Whether the address asks for the form of an act, and whoever looks may send it: a form that he
 * could not send is opened by no address, and by none before it is known who he is.
 */
export function useAsked(parameter: string, opens: string): boolean {
  const [address] = useAddress()
  const role = useRole()
  return address.has(parameter) && role !== null && mayDo(role, opens)
}
