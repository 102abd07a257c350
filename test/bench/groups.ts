import { agentGroup } from './agent/agentGroup.ts';
import { bundleGroup } from './bundle/bundleGroup.ts';
import { httpGroup } from './http/httpGroup.ts';
import type { Group } from './measurement.ts';
import { modelGroup } from './model/modelGroup.ts';
import { serverGroup } from './server/serverGroup.ts';
import { startGroup } from './start/startGroup.ts';

export const groups: readonly Group[] = [agentGroup, modelGroup, httpGroup, startGroup, serverGroup, bundleGroup];
