import * as vscode from 'vscode';
import { withAgentInTerminal } from '../../adapter/launchEnvironment.ts';
import { messageOf } from '../../common/errors.ts';
import type { LaunchOptions } from './launchProvider.ts';

/** The only thing js-debug offers to other extensions (`typings/vscode-js-debug.d.ts` of its repository). */
interface DebuggerExports {
  registerDebugTerminalOptionsProvider?(provider: {
    provideTerminalOptions(options: vscode.TerminalOptions): vscode.TerminalOptions;
  }): vscode.Disposable;
}

const debuggerId = 'ms-vscode.js-debug';

/**
 * Puts the agent into what is started in a JavaScript Debug Terminal. One that was open before gets the agent as each
 * of its programs starts.
 */
export async function watchDebugTerminals(options: LaunchOptions): Promise<vscode.Disposable> {
  const { guardPath, settings, enabled, log } = options;
  try {
    const debug = vscode.extensions.getExtension<DebuggerExports | undefined>(debuggerId);
    const offered = await debug?.activate();
    if (!offered?.registerDebugTerminalOptionsProvider) return vscode.Disposable.from();
    return offered.registerDebugTerminalOptionsProvider({
      provideTerminalOptions: (terminal) =>
        enabled()
          ? {
              ...terminal,
              env: withAgentInTerminal(terminal.env ?? {}, {
                guardPath,
                settings: settings(vscode.workspace.workspaceFolders?.[0]),
              }),
            }
          : terminal,
    });
  } catch (error) {
    log.warn(`debug terminals get the agent later than they could: ${messageOf(error)}`);
    return vscode.Disposable.from();
  }
}
