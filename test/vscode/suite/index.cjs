'use strict';

// Runs inside the extension host, where only CommonJS is loaded; the rest is plain JavaScript for that reason.
const assert = require('node:assert/strict');
const vscode = require('vscode');

const id = 'async-scope.async-scope';

/** Activates the installed extension and checks that VS Code knows all it promises in its manifest. */
exports.run = async () => {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension, `${id} is not installed`);
  await extension.activate();
  assert.ok(extension.isActive, `${id} is not active`);

  const { commands = [], views = {}, configuration = [] } = extension.packageJSON.contributes;
  const known = new Set(await vscode.commands.getCommands(true));
  const viewIds = Object.values(views).flatMap((list) => list.map((view) => view.id));
  const promised = [...commands.map(({ command }) => command), ...viewIds.map((view) => `${view}.focus`)];
  assert.ok(promised.length > 0, 'the manifest promises no commands');
  assert.deepEqual(
    promised.filter((command) => !known.has(command)),
    [],
    'commands that are in the manifest but not registered',
  );

  const settings = [configuration].flat().flatMap(({ properties = {} }) => Object.keys(properties));
  const undefinedSettings = settings.filter((key) => vscode.workspace.getConfiguration().inspect(key) === undefined);
  assert.deepEqual(undefinedSettings, [], 'settings that are in the manifest but unknown');
};
