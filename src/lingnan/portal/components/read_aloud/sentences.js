// The page's own text as sentences in reading order, each a Range, so that nothing on the page is changed to be read.

const SILENT = '[aria-hidden="true"], [hidden], [data-silent], script, style, template, svg, option, .site-tools'
const SENTENCE = /[^。！？；!?\n]+[。！？；!?”」』）]*/g

function isRead (node) {
  const element = node.parentElement
  return node.data.trim() && !element.closest(SILENT) && element.getClientRects().length > 0
}

export function blockOf (node) {
  let element = node.parentElement
  while (['inline', 'contents'].includes(getComputedStyle(element).display)) element = element.parentElement
  return element
}

function textNodes (root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const nodes = []
  while (walker.nextNode()) if (isRead(walker.currentNode)) nodes.push(walker.currentNode)
  return nodes
}

function groupByBlock (nodes) {
  const groups = []
  let last
  for (const node of nodes) {
    const block = blockOf(node)
    if (block !== last) groups.push([])
    groups[groups.length - 1].push(node)
    last = block
  }
  return groups
}

function place (nodes, offset) {
  for (const node of nodes) {
    if (offset <= node.length) return [node, offset]
    offset -= node.length
  }
  const end = nodes[nodes.length - 1]
  return [end, end.length]
}

function split (nodes) {
  const text = nodes.map(node => node.data).join('')
  return [...text.matchAll(SENTENCE)].filter(match => match[0].trim()).map(match => {
    const range = document.createRange()
    range.setStart(...place(nodes, match.index))
    range.setEnd(...place(nodes, match.index + match[0].length))
    return { text: match[0].trim(), range }
  })
}

export function sentencesIn (roots) {
  return roots.flatMap(root => groupByBlock(textNodes(root)).flatMap(split))
}
