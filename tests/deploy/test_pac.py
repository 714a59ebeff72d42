import json
import shutil
import subprocess
from pathlib import Path

import pytest

PAC = Path(__file__).parents[2] / "deploy" / "pac" / "sekimori.pac"
PROXIES = "PROXY sekimori-1.example.co.jp:8080; PROXY sekimori-2.example.co.jp:8080"
BROWSER = """
const fs = require("fs"), vm = require("vm");
const browser = { dnsDomainIs: (host, domain) => host.endsWith(domain) };
vm.createContext(browser);
vm.runInContext(fs.readFileSync(process.argv[1], "utf8"), browser);
const asked = JSON.parse(process.argv[2]);
console.log(JSON.stringify(asked.map(([url, host]) => browser.FindProxyForURL(url, host))));
"""
"""The two functions of a browser that the file may use, and nothing else: no name is looked up on a terminal."""


def route(url: str, host: str) -> str:
    done = subprocess.run(["node", "-e", BROWSER, str(PAC), json.dumps([[url, host]])], capture_output=True, text=True, check=True)
    (answer,) = json.loads(done.stdout)
    return str(answer)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize(
    ("url", "host", "expected"),
    [
        pytest.param("https://www.example.com/", "www.example.com", PROXIES, id="outside"),
        pytest.param("https://crm.example.co.jp/", "crm.example.co.jp", PROXIES, id="crm"),
        pytest.param("http://192.0.2.7/", "192.0.2.7", PROXIES, id="address"),
        pytest.param("http://10.1.2.3/", "10.1.2.3", PROXIES, id="private-address"),
        pytest.param("http://filehost/", "filehost", PROXIES, id="short-name"),
        pytest.param("https://evilintranet.example.co.jp/", "evilintranet.example.co.jp", PROXIES, id="only-looks-inside"),
        pytest.param("https://intranet.example.co.jp.example.com/", "intranet.example.co.jp.example.com", PROXIES, id="inside-as-prefix"),
        pytest.param("https://intranet.example.co.jp/", "intranet.example.co.jp", "DIRECT", id="inside"),
        pytest.param("https://A.Intranet.Example.co.jp/", "A.Intranet.Example.co.jp", "DIRECT", id="below-inside"),
        pytest.param("http://localhost:3000/", "localhost", "DIRECT", id="localhost"),
    ],
)
def test_where_a_terminal_goes(url, host, expected):
    assert route(url, host) == expected


def test_there_is_no_way_around_the_proxies():
    assert "DIRECT" not in PROXIES
    assert f'var PROXIES = "{PROXIES}";' in PAC.read_text(encoding="utf-8")
