import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { packIcns, packIco } from './icon-containers.ts';
import type { IconImage } from './icon-containers.ts';
import { findChromium } from './machine.ts';

/**
 * Draws every icon file from the SVG sources in build/icons-src: `node scripts/icons.ts`, then commit what
 * changed. Needs a Chromium browser. Below 48 px the app icon has its own drawing.
 */
const build = resolve(import.meta.dirname, '../build');
const STATES = ['fine', 'needs-you', 'broken', 'unknown'] as const;

/** Greys and signal colours with at least 3:1 contrast on white and on black panels. */
const COLOURS = {
  fine: { base: '#7d8590', state: '#7d8590' },
  unknown: { base: '#7d8590', state: '#7d8590' },
  'needs-you': { base: '#7d8590', state: '#c77700' },
  broken: { base: '#7d8590', state: '#e5484d' },
} as const;

interface Drawing {
  readonly file: string;
  readonly size: number;
  /** Part of the drawing to show; the macOS grid keeps a margin that other systems do not have. */
  readonly viewBox?: string;
  readonly colours?: { readonly base: string; readonly state: string };
}

async function draw(page: Page, { file, size, viewBox, colours }: Drawing): Promise<Buffer> {
  const source = await readFile(join(build, 'icons-src', `${file}.svg`), 'utf8');
  const svg = viewBox === undefined ? source : source.replace(/viewBox="[^"]*"/, `viewBox="${viewBox}"`);
  const { base, state } = colours ?? { base: '#000', state: '#000' };
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>:root{--base:${base};--state:${state}}*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  return page.screenshot({ omitBackground: true });
}

async function appImage(page: Page, size: number, margin: boolean): Promise<IconImage> {
  if (size < 48) return { size, png: await draw(page, { file: 'app-small', size }) };
  const viewBox = margin ? '0 0 1024 1024' : '76 76 872 872';
  return { size, png: await draw(page, { file: 'app', size, viewBox }) };
}

async function appImages(page: Page, sizes: readonly number[], margin: boolean): Promise<IconImage[]> {
  const images: IconImage[] = [];
  for (const size of sizes) images.push(await appImage(page, size, margin));
  return images;
}

async function drawApp(page: Page): Promise<void> {
  await mkdir(join(build, 'icons'), { recursive: true });
  for (const { size, png } of await appImages(page, [16, 24, 32, 48, 64, 128, 256, 512], false)) {
    await writeFile(join(build, 'icons', `${size}x${size}.png`), png);
    if (size === 128) await writeFile(join(build, 'tray', 'app.png'), png);
  }
  const windows = await appImages(page, [16, 20, 24, 32, 40, 48, 64, 256], false);
  await writeFile(join(build, 'icon.ico'), packIco(windows));
  const mac = await appImages(page, [16, 32, 64, 128, 256, 512, 1024], true);
  await writeFile(join(build, 'icon.icns'), packIcns(mac));
}

async function drawTray(page: Page): Promise<void> {
  for (const file of STATES) {
    const colours = COLOURS[file];
    for (const [suffix, size] of [
      ['', 16],
      ['@2x', 32],
    ] as const) {
      await writeFile(join(build, 'tray', `${file}Template${suffix}.png`), await draw(page, { file, size }));
    }
    await writeFile(join(build, 'tray', `${file}.png`), await draw(page, { file, size: 24, colours }));
    await writeFile(join(build, 'tray', `${file}@2x.png`), await draw(page, { file, size: 48, colours }));
    const images: IconImage[] = [];
    for (const size of [16, 20, 24, 32, 48]) {
      images.push({ size, png: await draw(page, { file, size, colours }) });
    }
    await writeFile(join(build, 'tray', `${file}.ico`), packIco(images));
  }
}

const executablePath = findChromium();
const browser = await chromium.launch(executablePath === null ? {} : { executablePath });
try {
  const page = await browser.newPage();
  await mkdir(join(build, 'tray'), { recursive: true });
  await drawApp(page);
  await drawTray(page);
} finally {
  await browser.close();
}
