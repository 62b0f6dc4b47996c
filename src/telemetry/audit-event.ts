/** What happens to the audit log that the other log should keep. */
export type AuditEvent = {
  /** Its chain was whole. `evercheck audit verify --head PLACE:HASH` looks whether it still is. */
  readonly kind: 'audit-verified'
  readonly entries: number
  readonly place: string
  readonly hash: string
}
