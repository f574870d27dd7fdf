// The other side of idle-client.ts: lets everybody in, and ends every command at once.
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';

const pair = ssh2.utils.generateKeyPairSync('ed25519');
// It asks nothing by itself, as sshd does not: what is measured is what our side does.
Object.assign(ssh2.Server, { KEEPALIVE_CLIENT_INTERVAL: 0 }); // its setting for one server knows no 0
const server = new ssh2.Server({ hostKeys: [pair.private] }, (client) => {
  client.on('error', () => {});
  client.on('authentication', (context) => context.accept());
  client.on('session', (accept) => {
    accept().on('exec', (acceptExec) => {
      const channel = acceptExec();
      channel.exit(0);
      channel.end();
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const [type, key] = pair.public.split(' ');
  process.send?.({ port: (server.address() as AddressInfo).port, type, key });
});
