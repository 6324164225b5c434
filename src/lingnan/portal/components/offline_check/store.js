// What a device keeps: the kit, the signed lists, and the scans that are not uploaded yet. It survives closing the page.

const NAME = 'lingnan.inspection'
const STORES = ['kit', 'lists', 'scans']
const KIT = 'kit'

function done (request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function open () {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => STORES.forEach(name => request.result.createObjectStore(name))
  return done(request)
}

let opened

async function use (name, mode, act) {
  opened ??= open()
  const transaction = (await opened).transaction(name, mode)
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
  const result = await act(transaction.objectStore(name))
  await finished
  return result
}

export const getKit = () => use('kit', 'readonly', store => done(store.get(KIT)))
export const putKit = kit => use('kit', 'readwrite', store => done(store.put(kit, KIT)))
export const putList = (number, list) => use('lists', 'readwrite', store => done(store.put(list, number)))
export const countScans = () => use('scans', 'readonly', store => done(store.count()))
export const addScan = scan => use('scans', 'readwrite', store => done(store.put(scan, scan.id)))
export const someScans = number => use('scans', 'readonly', store => done(store.getAll(null, number)))
export const dropScans = ids => use('scans', 'readwrite', store => Promise.all(ids.map(id => done(store.delete(id)))))

export async function getLists () {
  const [numbers, lists] = await use('lists', 'readonly', store => Promise.all([done(store.getAllKeys()), done(store.getAll())]))
  return new Map(numbers.map((number, at) => [number, lists[at]]))
}

export async function wipe (names) {
  for (const name of names) await use(name, 'readwrite', store => done(store.clear()))
}
