// Before anything is drawn: the theme and the language that this reader has chosen here.
try {
  const theme = localStorage.getItem('evercheck-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  const language = localStorage.getItem('evercheck-language')
  if (language === 'en' || language === 'ru') document.documentElement.lang = language
  else if (/^ru\b/i.test(navigator.language)) document.documentElement.lang = 'ru'
} catch {
  // A browser that keeps nothing follows the system.
}
