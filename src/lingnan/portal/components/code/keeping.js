// What a worker does that keeps pages for a time without network: those that carry its mark, with what they are drawn by.

const PATIENCE = 5_000
const ASSET = /(?:href|src|data-decoder|data-wasm)="(\/assets\/[^"]+)"/g
const HEADERS = ['Content-Type', 'Content-Security-Policy', 'Referrer-Policy']

async function keepAsset (cache, address) {
  if (!await cache.match(address)) await cache.add(address)
}

// Only a page that carries `mark` is kept, under `name`; `stamp` is written before the mark in the copy.
export function keepPages ({ name, mark, stamp }) {
  async function keep (url, response) {
    const cache = await caches.open(name)
    const page = await response.text()
    if (!response.ok || response.redirected || !page.includes(mark)) return cache.delete(url)
    await Promise.all([...page.matchAll(ASSET)].map(([, address]) => keepAsset(cache, address)))
    const headers = HEADERS.map(header => [header, response.headers.get(header)]).filter(([, value]) => value)
    await cache.put(url, new Response(page.replace(mark, stamp() + mark), { headers }))
  }

  async function find (request) {
    const cache = await caches.open(name)
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
}
