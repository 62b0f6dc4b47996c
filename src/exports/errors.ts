/** The archive cannot be opened, or is not what an export looks like inside. */
export class ExportUnreadableError extends Error {
  override readonly name = 'ExportUnreadableError'
  readonly code = 'EXPORT_UNREADABLE'

  constructor(file: string, why: string, options: ErrorOptions = {}) {
    super(`the export ${file} cannot be read: ${why}`, options)
  }
}

/** The export was made for people to look at, and says nothing to a program. */
export class ExportIsHtmlError extends Error {
  override readonly name = 'ExportIsHtmlError'
  readonly code = 'EXPORT_IS_HTML'

  constructor(file: string) {
    super(`the export ${file} is made of web pages. ${HOW_TO_GET_JSON}`)
  }
}

/** There is neither list of follows in the archive. */
export class ExportWithoutListsError extends Error {
  override readonly name = 'ExportWithoutListsError'
  readonly code = 'EXPORT_WITHOUT_LISTS'

  constructor(files: string) {
    super(
      `there are no lists of followers or following in ${files}. ${HOW_TO_GET_JSON} If the export came in several archives, name all of them`,
    )
  }
}

/** More than an export holds: it would fill the memory or never end. */
export class ExportTooLargeError extends Error {
  override readonly name = 'ExportTooLargeError'
  readonly code = 'EXPORT_TOO_LARGE'

  constructor(file: string, what: string) {
    super(`the export ${file} is larger than any of Instagram's: ${what}`)
  }
}

const HOW_TO_GET_JSON =
  'In Instagram, open Accounts Center, "Your information and permissions", "Export your information"; choose "Followers and following", the date range "All time" and the format JSON.'
