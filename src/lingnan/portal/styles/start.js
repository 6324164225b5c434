// Runs first: tells the style sheet that scripts work, and brings htmx, which fetches parts of a page as HTML.

import 'htmx.org'

document.documentElement.dataset.script = 'on'
