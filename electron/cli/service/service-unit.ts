// What the platforms' own tools are told so that `serve` runs at login or boot without the window. Pure text.

export interface ServiceCommand {
  /** program and arguments, absolute */
  command: readonly string[];
  /** variables it needs, such as DJCRON_HOME */
  env: Readonly<Record<string, string>>;
}

export const unitName = 'djcron.service';
export const launchdLabel = 'org.djcron.serve';
export const taskName = 'djcron';

/** A unit of systemd --user. */
export function systemdUnit({ command, env }: ServiceCommand): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${systemdWord(`${name}=${value}`)}\n`);
  return `[Unit]
Description=djcron control center
Documentation=man:systemd.service(5)
After=network.target

[Service]
Type=simple
ExecStart=${command.map(systemdWord).join(' ')}
${variables.join('')}Restart=on-failure
RestartSec=5
TimeoutStopSec=60

[Install]
WantedBy=default.target
`;
}

/** Quoted so that systemd takes it as one word: % and $ mean something to it. */
export function systemdWord(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** A property list for launchd; `logDir` takes what it prints. */
export function launchdPlist({ command, env }: ServiceCommand, logDir: string): string {
  const strings = (items: readonly string[], indent: string) => items.map((item) => `${indent}<string>${xml(item)}</string>`).join('\n');
  const variables = Object.entries(env).map(([name, value]) => `    <key>${xml(name)}</key>\n    <string>${xml(value)}</string>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${launchdLabel}</string>
  <key>ProgramArguments</key>
  <array>
${strings(command, '    ')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>StandardOutPath</key>
  <string>${xml(`${logDir}/serve.log`)}</string>
  <key>StandardErrorPath</key>
  <string>${xml(`${logDir}/serve.log`)}</string>
</dict>
</plist>
`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A task of Windows' scheduler for the user who logs in; `user` as DOMAIN\\name. */
export function scheduledTask({ command, env }: ServiceCommand, user: string): string {
  const [program = '', ...args] = command;
  const home = env.DJCRON_HOME === undefined ? [] : ['--home', env.DJCRON_HOME];
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>djcron control center</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xml(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xml(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(program)}</Command>
      <Arguments>${xml([...args, ...home].map(windowsWord).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** Quoted as CommandLineToArgvW takes it apart again. */
export function windowsWord(text: string): string {
  if (text !== '' && !/[\s"]/.test(text)) return text;
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
