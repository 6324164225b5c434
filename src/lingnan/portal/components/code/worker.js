// Opens a code without network, a holder's or a venue's: the page as it last was, with what it is drawn by, and nothing
// else of the site.

import { keepPages } from './keeping.js'

// The copy says when it was made.
keepPages({ name: 'codes', mark: 'data-kept-page', stamp: () => `data-kept-at="${Date.now()}" ` })
