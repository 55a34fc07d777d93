import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Beside the app, at the root of its address. */
export const VERIFIER = 'access-log-verifier.html';

/** The standalone page as one text: its script is the domain's own check, and its policy lets it load and send nothing. */
export async function verifierPage(): Promise<string> {
  const built = await build({
    configFile: false,
    root: HERE,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: path.join(HERE, 'page.ts'), formats: ['iife'], name: 'verifier' },
      target: 'es2022'
    }
  });
  const [output] = [built].flat();
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('the verifier was not built');
  // What ends a script within a page would end it early.
  const script = `\n${chunk.code.replaceAll('</', '<\\/')}`;
  const html = readFileSync(path.join(HERE, 'page.html'), 'utf8');
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  const policy = `default-src 'none'; script-src ${sum(script)}; style-src ${sum(style)}; base-uri 'none'; form-action 'none'`;
  return html
    .replace('%POLICY%', policy)
    .replace(/<script>\s*%SCRIPT%\s*<\/script>/, () => `<script>${script}</script>`);
}

/** Puts the page into the built app, from where it is saved to wherever it is needed. */
export function verifierPlugin(): Plugin {
  return {
    name: 'access-log-verifier',
    apply: 'build',
    async generateBundle() {
      if (this.environment.name !== 'client') return;
      this.emitFile({ type: 'asset', fileName: VERIFIER, source: await verifierPage() });
    }
  };
}

function sum(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
