import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { allComponents } from '#tests/fixtures/text-entries.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const sourceOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Ways in which a text becomes markup or code. */
const SINKS =
  /\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|DOMParser|srcdoc)\b|document\.write|\beval\(|new Function\(/;

interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
}

/** What of a component could make markup of a text, or go where a text says. */
function faultsOf(file: string): readonly string[] {
  const faults: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const { type, name = '', value } = node as Node;
    if (type === 'HtmlTag') faults.push(`${file}: {@html}`);
    if (type === 'Attribute' && /^on/i.test(name) && isText(value)) faults.push(`${file}: ${name} as text`);
    if (type === 'Attribute' && /^(?:action|formaction|srcdoc)$/.test(name)) faults.push(`${file}: ${name}`);
    Object.values(node).forEach(visit);
  };
  visit(parse(sourceOf(file), { modern: true, filename: file }).fragment);
  return faults;
}

function isText(value: unknown): boolean {
  return Array.isArray(value) && value.some((part: Node) => part.type === 'Text');
}

test('[HTTP-2] no component makes markup of a text', () => {
  const components = allComponents();
  expect(components.length).toBeGreaterThan(150);
  expect(components.flatMap(faultsOf)).toEqual([]);
});

test('[HTTP-2] nor does any other source: there is no way in that a text could take', () => {
  const sources = globSync('src/**/*.{ts,svelte}', { cwd: ROOT }).filter((file) => !/\.test\.ts$/.test(file));
  expect(sources.filter((file) => SINKS.test(sourceOf(file)))).toEqual([]);
});
