import { test as base, expect, type Page } from '@playwright/test';
import { readStage, type Stage } from './stage';

type Fixtures = {
  stage: Stage;
  /** What the browser complained of so far; the test fails for any of it at its end. */
  complaints: string[];
};

/** Chromium logs every answer of 400 and more as an error; a test that provokes one says so. */
const failedLoad =
  /^Failed to load resource: the server responded with a status of (401|403|404|409|421|422|429)/;

/** Collects what must never happen: errors in the console, uncaught exceptions, violations of the content security policy. */
export function listenForComplaints(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() !== 'error' || failedLoad.test(message.text())) return;
    complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
}

export const test = base.extend<Fixtures>({
  stage: async ({}, provide) => {
    await provide(readStage());
  },
  baseURL: async ({ stage }, provide) => {
    await provide(stage.url);
  },
  complaints: async ({}, provide) => {
    const complaints: string[] = [];
    await provide(complaints);
    expect(complaints, 'the browser complained').toEqual([]);
  },
  page: async ({ page, complaints }, provide) => {
    listenForComplaints(page, complaints);
    await provide(page);
  },
});

export { expect };
