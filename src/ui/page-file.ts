/**
 * A part of the page as a file of its own, that any browser opens without a network: its elements, and of the styles those that touch them. No script
 * is in it.
 */
export function pageFile(title: string, part: HTMLElement): string {
  const file = document.implementation.createHTMLDocument(title);
  const meta = file.createElement('meta');
  meta.setAttribute('charset', 'utf-8');
  const style = file.createElement('style');
  style.textContent = [
    ...BASE,
    ...[...document.styleSheets].flatMap((sheet) => stylesOf([...sheet.cssRules], part))
  ].join('\n');
  file.head.prepend(meta);
  file.head.append(style);
  file.body.append(file.importNode(part, true));
  return `<!doctype html>\n<html lang="en">${file.documentElement.getHTML()}</html>`;
}

/** As far as the styles of the app do not say otherwise of the part itself. */
const BASE: readonly string[] = [
  'body { max-width: 230mm; margin: 8mm auto; font-family: system-ui, sans-serif; }',
  '@page { size: letter; margin: 8mm; }',
  '@media print { body { max-width: none; margin: 0; } }'
];

function stylesOf(rules: readonly CSSRule[], part: HTMLElement): string[] {
  return rules.flatMap((rule) =>
    rule instanceof CSSStyleRule && touches(rule.selectorText, part) ? [rule.cssText] : []
  );
}

function touches(selector: string, part: HTMLElement): boolean {
  try {
    return part.matches(selector) || part.querySelector(selector) !== null;
  } catch {
    return false; // a selector of another browser
  }
}
