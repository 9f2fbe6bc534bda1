from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from cetgraph.graph.store import open_store, read_store

TYPES = {"text/turtle": "text/turtle", "application/n-triples": "application/n-triples", "*/*": "text/turtle"}


@pytest.mark.parametrize("path", ["/.well-known/void", "/dcat"])
@pytest.mark.parametrize(("accept", "sent"), TYPES.items())
def test_descriptions_come_in_rdf(july: FlaskClient, path: str, accept: str, sent: str) -> None:
    """Turtle unless the client takes another format; JSON-LD and RDF/XML as well."""
    answer = july.get(path, headers={"Accept": accept})
    assert answer.mimetype == sent
    assert len(read_store(answer.get_data(as_text=True))) > 20
    for other in ("application/ld+json", "application/rdf+xml"):
        assert july.get(path, headers={"Accept": other}).mimetype == other
    assert july.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_void_counts_what_queries_count(july: FlaskClient, repository: Path) -> None:
    """Triples, subjects, objects, classes, properties, and each partition, as the graph itself answers."""
    void = read_store(july.get("/.well-known/void").get_data(as_text=True))
    graph = open_store([repository / "data" / "graph"])
    (told,) = void.select("""SELECT * { ?set a void:Dataset ; void:triples ?triples ; void:distinctSubjects ?subjects ;
        void:distinctObjects ?objects ; void:classes ?classes ; void:properties ?properties ;
        void:documents ?documents }""")
    (counted,) = graph.select("""SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
        (COUNT(DISTINCT ?o) AS ?objects) (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o }""")
    (classes,) = graph.select("SELECT (COUNT(DISTINCT ?c) AS ?classes) { ?s a ?c }")
    assert {name: told[name] for name in counted} == counted
    assert told["classes"] == classes["classes"]
    assert told["documents"] == "1"
    partitions = void.select("SELECT ?c ?n { ?part void:class ?c ; void:entities ?n } ORDER BY ?c")
    assert partitions == graph.select("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c")
    partitions = void.select("SELECT ?p ?n { ?part void:property ?p ; void:triples ?n } ORDER BY ?p")
    assert partitions == graph.select("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p")


def test_dcat_describes_files_and_the_endpoint(july: FlaskClient) -> None:
    """Each distribution's size and digest are those of the file behind its address; the endpoint serves the set."""
    dcat = read_store(july.get("/dcat").get_data(as_text=True))
    prefix = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>"
    files = dcat.select(
        f"""{prefix} SELECT ?url ?size ?type {{ ?set a dcat:Dataset ; dcat:distribution ?file .
        ?file dcat:downloadURL ?url ; dcat:byteSize ?size ; dcat:mediaType ?type ; dcterms:license ?licence ;
          spdx:checksum/spdx:checksumValue ?digest }}"""
    )
    assert len(files) == 24
    for file in files:
        answer = july.head(file["url"], buffered=True)
        assert (answer.status_code, answer.headers["Content-Length"]) == (200, file["size"])
    (service,) = dcat.select(
        f"{prefix} SELECT ?url {{ ?service a dcat:DataService ; dcat:endpointURL ?url ; dcat:servesDataset ?set }}"
    )
    assert service["url"].endswith("/sparql")


def test_crawlers_are_led_to_every_page(july: FlaskClient) -> None:
    """robots.txt names the sitemap, whose addresses are pages; queries are not for crawlers."""
    robots = july.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /sparql?" in robots
    sitemap = next(line.partition(": ")[2] for line in robots.splitlines() if line.startswith("Sitemap"))
    root = ET.fromstring(july.get(sitemap).data)
    addresses = [loc.text or "" for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(addresses) == len(set(addresses)) > 60
    for address in addresses[::7]:
        assert july.get(address, headers={"Accept": "text/html"}).status_code == 200, address
