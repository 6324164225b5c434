// Bundles the portal's one style sheet and one script into build/assets, with hashed names and a manifest; and the pair
// that draws decisions, the ones that draw the map of the province and the hours of a day, what reads codes from a camera, the worker that opens
// codes without network, and the two by which a device checks them without: each is loaded where it is needed. Lays the
// font of printed codes beside the assets: it is embedded, never served.

import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const PORTAL = join(ROOT, 'src/lingnan/portal')
const OUT = process.env.LINGNAN_ASSETS ?? join(ROOT, 'build/assets')

// Phones sold in 2020, with the web views of that year's updates.
const TARGET = ['chrome87', 'safari14.1', 'firefox85']
const BASE_STYLES = ['tokens.css', 'base.css', 'layout.css']
const LAST_STYLES = ['print.css']
const DRAWING = join(PORTAL, 'components/decision_picture')
const MAP = join(PORTAL, 'components/risk_map/map.js')
const CHART = join(PORTAL, 'components/hour_chart/chart.js')
const OUTLINES = join(ROOT, 'content/guangdong/outlines.geojson')
const DECODER = join(PORTAL, 'components/scanner/decoder.js')
const DECODER_WASM = join(ROOT, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')
const WORKER = join(PORTAL, 'components/code/worker.js')
const INSPECTOR = join(PORTAL, 'components/offline_check')
const FONT = join(ROOT, 'node_modules/@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf')
const FONTS = resolve(OUT, '../fonts')
const PICTURES = ['components/mark/mark.svg']

function componentFiles (name) {
  const folder = join(PORTAL, 'components')
  return readdirSync(folder)
    .map(component => join(folder, component, name))
    .filter(existsSync)
    .sort()
}

function styleEntry () {
  const own = names => names.map(name => join(PORTAL, 'styles', name))
  return [...own(BASE_STYLES), ...componentFiles('style.css'), ...own(LAST_STYLES)]
    .map(path => `@import ${JSON.stringify(path)};`)
    .join('\n')
}

function scriptEntry () {
  return [join(PORTAL, 'styles/start.js'), ...componentFiles('script.js')]
    .map(path => `import ${JSON.stringify(path)}`)
    .join('\n')
}

async function bundle (contents, loader, options = {}) {
  const result = await esbuild.build({
    ...options,
    stdin: { contents, loader, resolveDir: ROOT },
    bundle: true,
    minify: true,
    write: false,
    target: TARGET,
    charset: 'utf8',
    format: loader === 'js' ? 'iife' : undefined,
    legalComments: 'none'
  })
  return Buffer.from(result.outputFiles[0].contents)
}

function put (manifest, name, contents) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 10)
  const [stem, extension] = name.split('.')
  manifest[name] = `${stem}-${hash}.${extension}`
  writeFileSync(join(OUT, manifest[name]), contents)
  console.log(`${manifest[name]}  ${gzipSync(contents).length} bytes gzip`)
}

async function build () {
  const style = await bundle(styleEntry(), 'css')
  const script = await bundle(scriptEntry(), 'js')
  const drawingStyle = await bundle(`@import ${JSON.stringify(join(DRAWING, 'picture.css'))};`, 'css')
  const drawing = await bundle(`import ${JSON.stringify(join(DRAWING, 'picture.js'))}`, 'js', {
    alias: { domify: join(DRAWING, 'domify.js') }
  })
  const map = await bundle(`import ${JSON.stringify(MAP)}`, 'js', {
    alias: { outlines: OUTLINES },
    loader: { '.geojson': 'json' }
  })
  const chart = await bundle(`import ${JSON.stringify(CHART)}`, 'js')
  const decoder = await bundle(`import ${JSON.stringify(DECODER)}`, 'js')
  const worker = await bundle(`import ${JSON.stringify(WORKER)}`, 'js')
  const inspector = await bundle(`import ${JSON.stringify(join(INSPECTOR, 'inspector.js'))}`, 'js')
  const inspectorWorker = await bundle(`import ${JSON.stringify(join(INSPECTOR, 'worker.js'))}`, 'js')
  rmSync(OUT, { recursive: true, force: true })
  mkdirSync(OUT, { recursive: true })
  const manifest = {}
  put(manifest, 'app.css', style)
  put(manifest, 'app.js', script)
  put(manifest, 'worker.js', worker)
  put(manifest, 'inspector.js', inspector)
  put(manifest, 'inspector_worker.js', inspectorWorker)
  put(manifest, 'picture.css', drawingStyle)
  put(manifest, 'picture.js', drawing)
  put(manifest, 'map.js', map)
  put(manifest, 'chart.js', chart)
  put(manifest, 'decoder.js', decoder)
  put(manifest, 'decoder.wasm', readFileSync(DECODER_WASM))
  for (const picture of PICTURES) put(manifest, basename(picture), readFileSync(join(PORTAL, picture)))
  mkdirSync(FONTS, { recursive: true })
  copyFileSync(FONT, join(FONTS, 'paper.ttf'))
  writeFileSync(join(OUT, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
}

await build()

if (process.argv.includes('--watch')) {
  let pending
  watch(PORTAL, { recursive: true }, (_, path) => {
    if (!/\.(css|js|svg)$/.test(path ?? '')) return
    clearTimeout(pending)
    pending = setTimeout(() => build().catch(error => console.error(error.message)), 100)
  })
}
