/** Whether this runs in the server, which draws a first frame and has no page. */
export const IS_DRAWING = typeof document === 'undefined'

/** Whether this page's first frame is drawn by the server: just now, or before it came here. */
export const IS_DRAWN = IS_DRAWING || document.getElementById('root')?.dataset.drawn !== undefined
