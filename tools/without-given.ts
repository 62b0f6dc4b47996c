/** A page of the panel as it comes to whoever has to ask for its answers, and draw it, himself. */
export function withoutGiven(html: string): string {
  return html
    .replace(/<div id="root" data-drawn>.*<\/div>(?=<script)/s, '<div id="root"></div>')
    .replace(GIVEN, '')
}

/** What a page brings of answers. */
export const GIVEN = /<script[^>]* id="given".*?<\/script>/
