// Opens the inspector's page without network. It answers for the pages under /inspect/, and keeps the one that checks.

import { keepPages } from '../code/keeping.js'

keepPages({ name: 'inspection', mark: 'data-offline-check', stamp: () => '' })
