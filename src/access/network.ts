import ipaddr from 'ipaddr.js'

/** What a household or a server has of IPv6: all its addresses count as one. */
const IPV6_BITS = 64

/** The network that an address belongs to, as limits count it. What is no address is one, too. */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return 'unknown'
  const read = ipaddr.process(address)
  if (read.kind() === 'ipv4') return read.toString()
  const bytes = read.toByteArray().map((byte, at) => (at < IPV6_BITS / 8 ? byte : 0))
  return `${ipaddr.fromByteArray(bytes).toString()}/${IPV6_BITS}`
}

/** Whether an address is this very machine. */
export function isLoopback(address: string | null): boolean {
  if (address === null || !ipaddr.isValid(address)) return false
  return ipaddr.process(address).range() === 'loopback'
}
