// Opens a holder's code without network: the page as it last was, with what it is drawn by, and nothing else of the site.

const CACHE = 'codes'
const PATIENCE = 5_000
// Only a page that says so is kept, and the copy says when it was made.
const MARK = 'data-kept-code='
const ASSET = /(?:href|src)="(\/assets\/[^"]+)"/g
const HEADERS = ['Content-Type', 'Content-Security-Policy', 'Referrer-Policy']

async function keepAsset (cache, address) {
  if (!await cache.match(address)) await cache.add(address)
}

async function keep (url, response) {
  const cache = await caches.open(CACHE)
  const page = await response.text()
  const copy = page.replace(MARK, `data-kept-at="${Date.now()}" ${MARK}`)
  if (!response.ok || response.redirected || copy === page) return cache.delete(url)
  await Promise.all([...page.matchAll(ASSET)].map(([, address]) => keepAsset(cache, address)))
  const headers = HEADERS.map(name => [name, response.headers.get(name)]).filter(([, value]) => value)
  await cache.put(url, new Response(copy, { headers }))
}

async function find (request) {
  const cache = await caches.open(CACHE)
  return cache.match(request)
}

// A network that does not answer is as good as none; a portal that fails is too.
async function openPage (event) {
  const answer = fetch(event.request).catch(() => undefined)
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE))
  const response = await Promise.race([answer, late])
  if (!response || response.status >= 500) return (await find(event.request)) ?? (await answer) ?? Response.error()
  event.waitUntil(keep(event.request.url, response.clone()))
  return response
}

async function openAsset (request) {
  return (await find(request)) ?? fetch(request)
}

addEventListener('install', () => skipWaiting())

// The page that installed this was opened before it: fetched once more, to be kept.
addEventListener('message', event => event.waitUntil(fetch(event.data).then(response => keep(event.data, response))))

addEventListener('fetch', event => {
  if (event.request.mode === 'navigate' && event.request.method === 'GET') event.respondWith(openPage(event))
  else if (new URL(event.request.url).pathname.startsWith('/assets/')) event.respondWith(openAsset(event.request))
})
