export interface VariableSetUp {
  /** Where a variable has to be set for the client to see it. */
  readonly text: string;
  /** The line to write there, with `NAME` and `value` to be replaced. */
  readonly line: string;
}

/**
 * How a variable reaches a client. What a shell's profile sets is seen by what the shell starts; an app that is
 * started from the desktop gets its environment from the session instead.
 */
export function variableSetUp(options: {
  readonly platform: string;
  readonly fromDesktop: boolean;
  readonly client: string;
}): VariableSetUp {
  const { platform, fromDesktop, client } = options;
  if (platform === 'win32') {
    return {
      text: `Set it under “Edit environment variables for your account” in Windows’ settings, then start ${client} again.`,
      line: 'NAME = value',
    };
  }
  if (!fromDesktop) {
    const profile = platform === 'darwin' ? '~/.zshenv' : 'the profile of your shell (~/.profile, ~/.zshenv)';
    return {
      text: `Set it in ${profile}, then start ${client} from a new terminal.`,
      line: "export NAME='value'",
    };
  }
  if (platform === 'darwin') {
    return {
      text: `${client} does not see what a shell’s profile sets when it is started from the Dock: start it from a terminal that has the variable, or set it for the session with launchctl.`,
      line: "export NAME='value'",
    };
  }
  return {
    text: `${client} does not see what a shell’s profile sets when it is started from the desktop: write the line into a file in ~/.config/environment.d/ (such as mcp.conf, readable by you only), then log in again.`,
    line: "NAME='value'",
  };
}
