// Proxy auto-configuration of the terminals. Serve it over HTTPS as application/x-ns-proxy-autoconfig.
// There is no DIRECT behind the proxies: when all of them are down, terminals wait and nothing goes around.
// With `tls` in sekimori.yaml write HTTPS in place of PROXY, so that credentials do not cross the network in clear.
var PROXIES = "PROXY sekimori-1.example.co.jp:8080; PROXY sekimori-2.example.co.jp:8080";

// Sites inside the office that hold no customer data. The CRM does not belong here: what is taken from it is what must be seen.
var INSIDE = ["intranet.example.co.jp", "printers.example.co.jp"];

function FindProxyForURL(url, host) {
  host = host.toLowerCase();
  if (host === "localhost" || host === "127.0.0.1" || host === "[::1]" || host === "::1") {
    return "DIRECT";
  }
  for (var i = 0; i < INSIDE.length; i++) {
    if (host === INSIDE[i] || dnsDomainIs(host, "." + INSIDE[i])) {
      return "DIRECT";
    }
  }
  return PROXIES;
}
