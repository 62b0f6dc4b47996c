/** The keys that open the palette, as this reader's keyboard names them. */
export const PALETTE_KEYS = /mac|iphone|ipad/i.test(navigator.platform) ? '⌘ K' : 'Ctrl K'
