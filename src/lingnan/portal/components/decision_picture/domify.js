// Stands before the package of this name in dmn-js: what it parses has style attributes, which our security policy refuses in
// markup and allows from a script.

import parse from '../../../../../node_modules/domify/index.js'

export default function domify (html, ...rest) {
  const parsed = parse(html.replaceAll(' style=', ' data-style='), ...rest)
  for (const element of [parsed, ...parsed.querySelectorAll?.('[data-style]') ?? []]) {
    if (element.dataset?.style) element.style.cssText = element.dataset.style
  }
  return parsed
}
