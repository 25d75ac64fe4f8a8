/** @file Losses of devices reach whoever made them, and nobody after. */
import { afterEach, expect, test, vi } from 'vitest';
import { watchDevices } from '../../../src/engine/web-llm/start-engine';
import { turns } from '../../fixtures/turns';

interface LostDevice {
  readonly lost: Promise<{ reason: string; message: string }>;
  readonly lose: (message: string) => void;
}

class FakeAdapter {
  requestDevice(): Promise<LostDevice> {
    let lose: LostDevice['lose'] = () => undefined;
    const lost: LostDevice['lost'] = new Promise((resolve) => {
      lose = (message) => resolve({ reason: 'unknown', message });
    });
    return Promise.resolve({ lost, lose });
  }
}

vi.stubGlobal('GPUAdapter', FakeAdapter);
const deviceOf = (): Promise<LostDevice> => new FakeAdapter().requestDevice();

afterEach(() => watchDevices(null));

test('a lost device is reported, but not that of a model released before, however late it comes', async () => {
  const heard: string[] = [];
  watchDevices(({ message }) => heard.push(`first ${message}`));
  const first = await deviceOf();
  watchDevices(null);
  watchDevices(({ message }) => heard.push(`second ${message}`));
  const second = await deviceOf();
  first.lose('late');
  await turns(5);
  expect(heard).toEqual([]);
  second.lose('gone');
  await turns(5);
  expect(heard).toEqual(['second gone']);
});
