// Opens a holder's code without network: the page as it last was, with what it is drawn by, and nothing else of the site.

import { keepPages } from './keeping.js'

// The copy says when it was made.
keepPages({ name: 'codes', mark: 'data-kept-code=', stamp: () => `data-kept-at="${Date.now()}" ` })
