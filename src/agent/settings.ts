import * as v from 'valibot';
import { trappedCauseClasses } from '../protocol/causeClasses.ts';
import { type AgentSettings, agentSettingsSchema } from '../protocol/commands.ts';

const defaultSettings: Required<AgentSettings> = {
  enabled: true,
  detail: 1,
  captureSites: true,
  stackDepth: 8,
  trap: true,
  trapClasses: [...trappedCauseClasses],
  systemEvery: 1_000,
};

/**
 * @param json what the host put into the environment; undefined or empty: the defaults
 * @throws Error when it is not what it should be
 */
export function parseSettings(json: string | undefined): Required<AgentSettings> {
  if (json === undefined || json === '') return defaultSettings;
  return { ...defaultSettings, ...v.parse(agentSettingsSchema, JSON.parse(json)) };
}
