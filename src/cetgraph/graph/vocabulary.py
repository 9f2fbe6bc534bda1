"""Our terms as IRIs, spelt as in `ontology/`: `vocabulary.Party` is a class, `vocabulary.party` a property.

Import the module, not its names: ``from cetgraph.graph import vocabulary as cet``, then ``cet.Commitment``. The module
is written by hand; a test holds it equal to the ontology. Foreign terms come from rdflib's closed namespaces or, where
it ships none, from the end of this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from cetgraph.graph.namespaces import CET, OA, SCHEMA, SCHEME


@dataclass(frozen=True, slots=True)
class Scheme:
    """A SKOS concept scheme of ours: its name and its concepts' notations, in the scheme's order.

    >>> PROGRESS.concept("under-way")
    rdflib.term.URIRef('https://w3id.org/cetgraph/scheme/progress/under-way')
    """

    name: str
    notations: tuple[str, ...]

    @property
    def iri(self) -> URIRef:
        """The scheme itself."""
        return SCHEME[self.name]

    def concept(self, notation: str) -> URIRef:
        """The concept of that notation; a member of the model's enumeration serves as one.

        Raises `KeyError` for a notation that the scheme lacks.
        """
        if notation not in self.notations:
            raise KeyError(f"scheme {self.name} has no concept {notation!r}")
        return SCHEME[f"{self.name}/{notation}"]

    def concepts(self) -> tuple[URIRef, ...]:
        """All concepts, in the scheme's order."""
        return tuple(self.concept(notation) for notation in self.notations)


# Classes: actors
Party: Final = CET["Party"]
Country: Final = CET["Country"]
CountryGroup: Final = CET["CountryGroup"]
Organisation: Final = CET["Organisation"]
Agency: Final = CET["Agency"]

# Classes: cooperation
Instrument: Final = CET["Instrument"]
Dialogue: Final = CET["Dialogue"]
Meeting: Final = CET["Meeting"]
Initiative: Final = CET["Initiative"]
Area: Final = CET["Area"]

# Classes: documents and what they rest on
SourceDocument: Final = CET["SourceDocument"]
TextSnapshot: Final = CET["TextSnapshot"]
Evidence: Final = CET["Evidence"]

# Classes: what one document states
Finding: Final = CET["Finding"]
Commitment: Final = CET["Commitment"]
Appearance: Final = CET["Appearance"]
Participation: Final = CET["Participation"]
Mention: Final = CET["Mention"]
InstrumentEvent: Final = CET["InstrumentEvent"]
AreaHeading: Final = CET["AreaHeading"]
Amount: Final = CET["Amount"]

CLASSES: Final[tuple[URIRef, ...]] = (
    Party,
    Country,
    CountryGroup,
    Organisation,
    Agency,
    Instrument,
    Dialogue,
    Meeting,
    Initiative,
    Area,
    SourceDocument,
    TextSnapshot,
    Evidence,
    Finding,
    Commitment,
    Appearance,
    Participation,
    Mention,
    InstrumentEvent,
    AreaHeading,
    Amount,
)

# Properties: actors
hasMember: Final = CET["hasMember"]
belongsTo: Final = CET["belongsTo"]
organisationKind: Final = CET["organisationKind"]
postOf: Final = CET["postOf"]

# Properties: instruments, dialogues, meetings, initiatives
instrumentKind: Final = CET["instrumentKind"]
dialogueParty: Final = CET["dialogueParty"]
meetingOf: Final = CET["meetingOf"]
meetingParty: Final = CET["meetingParty"]
ordinal: Final = CET["ordinal"]
heldOn: Final = CET["heldOn"]
place: Final = CET["place"]
initiativeInstrument: Final = CET["initiativeInstrument"]
pursuedUnder: Final = CET["pursuedUnder"]

# Properties: people as a document presents them
person: Final = CET["person"]
inCapacityOf: Final = CET["inCapacityOf"]
postStated: Final = CET["postStated"]
forParty: Final = CET["forParty"]
onBehalfOf: Final = CET["onBehalfOf"]
atMeeting: Final = CET["atMeeting"]
meetingRole: Final = CET["meetingRole"]

# Properties: findings
statedIn: Final = CET["statedIn"]
evidence: Final = CET["evidence"]
rule: Final = CET["rule"]
reviewed: Final = CET["reviewed"]
mentionOf: Final = CET["mentionOf"]

# Properties: commitments
concernsInitiative: Final = CET["concernsInitiative"]
concernsInstrument: Final = CET["concernsInstrument"]
party: Final = CET["party"]
extendsTo: Final = CET["extendsTo"]
body: Final = CET["body"]
underHeading: Final = CET["underHeading"]
area: Final = CET["area"]
progress: Final = CET["progress"]
progressBasis: Final = CET["progressBasis"]
stance: Final = CET["stance"]
governingVerb: Final = CET["governingVerb"]
mentionsDate: Final = CET["mentionsDate"]
amount: Final = CET["amount"]
continues: Final = CET["continues"]
value: Final = CET["value"]
currency: Final = CET["currency"]

# Properties: events and headings
eventOf: Final = CET["eventOf"]
eventKind: Final = CET["eventKind"]
occurredOn: Final = CET["occurredOn"]
headingOrder: Final = CET["headingOrder"]

# Properties: documents and snapshots
documentKind: Final = CET["documentKind"]
documentParty: Final = CET["documentParty"]
reports: Final = CET["reports"]
snapshot: Final = CET["snapshot"]
sha256: Final = CET["sha256"]
text: Final = CET["text"]
length: Final = CET["length"]

OBJECT_PROPERTIES: Final[tuple[URIRef, ...]] = (
    hasMember,
    belongsTo,
    organisationKind,
    postOf,
    instrumentKind,
    dialogueParty,
    meetingOf,
    meetingParty,
    initiativeInstrument,
    pursuedUnder,
    person,
    inCapacityOf,
    forParty,
    onBehalfOf,
    atMeeting,
    meetingRole,
    statedIn,
    evidence,
    mentionOf,
    concernsInitiative,
    concernsInstrument,
    party,
    extendsTo,
    body,
    underHeading,
    area,
    progress,
    progressBasis,
    stance,
    amount,
    continues,
    eventOf,
    eventKind,
    documentKind,
    documentParty,
    reports,
    snapshot,
)

DATATYPE_PROPERTIES: Final[tuple[URIRef, ...]] = (
    ordinal,
    heldOn,
    place,
    postStated,
    rule,
    reviewed,
    governingVerb,
    mentionsDate,
    value,
    currency,
    occurredOn,
    headingOrder,
    sha256,
    text,
    length,
)

# Schemes
PROGRESS: Final = Scheme("progress", ("exploring", "announced", "under-way", "completed"))
PROGRESS_BASIS: Final = Scheme("progress-basis", ("explicit", "inferred"))
STANCE: Final = Scheme("stance", ("commits", "announces", "reports", "welcomes", "reaffirms", "encourages"))
MEETING_ROLE: Final = Scheme("meeting-role", ("chair", "participant"))
INSTRUMENT_KIND: Final = Scheme("instrument-kind", ("agreement", "framework", "programme", "mechanism"))
EVENT_KIND: Final = Scheme("event-kind", ("signing", "conclusion", "launch"))
DOCUMENT_KIND: Final = Scheme(
    "document-kind", ("joint-fact-sheet", "fact-sheet", "joint-statement", "agreement", "readout", "other")
)
ORGANISATION_KIND: Final = Scheme(
    "organisation-kind",
    (
        "ministry",
        "agency",
        "laboratory",
        "funder",
        "armed-force",
        "legislature",
        "company",
        "university",
        "research-institute",
        "association",
        "international",
        "other",
    ),
)
# Areas: one paragraph for the 18 areas of the list of February 2024, one for the fields that it lacks, then one for
# the narrower concepts of each area of the list.
AREA: Final = Scheme(
    "area",
    tuple(
        """
        advanced-computing advanced-engineering-materials advanced-gas-turbine-engines
        advanced-networked-sensing advanced-manufacturing artificial-intelligence biotechnologies clean-energy
        data-privacy-and-cybersecurity directed-energy autonomous-systems-and-robotics human-machine-interfaces
        hypersonics communication-and-networking positioning-navigation-and-timing quantum semiconductors space

        data-governance digital-economy critical-infrastructure critical-minerals defence-innovation
        supply-chains research-and-innovation talent-and-education export-controls standards climate health
        nuclear-energy maritime agriculture

        advanced-supercomputing edge-computing advanced-cloud-services high-performance-data-storage
        advanced-computing-architectures advanced-modelling-and-simulation data-processing-and-analysis
        spatial-computing

        materials-by-design materials-with-novel-properties material-characterisation

        gas-turbine-development-and-production engine-control-and-hot-section

        payloads-sensors-instruments sensor-processing-and-data-fusion adaptive-optics
        remote-sensing-of-the-earth geophysical-sensing signature-management cbrn-detection
        transportation-sector-sensing security-sector-sensing health-sector-sensing energy-sector-sensing
        manufacturing-sector-sensing building-sector-sensing environmental-sector-sensing

        additive-manufacturing manufacturing-techniques

        machine-learning deep-learning reinforcement-learning sensory-perception-and-recognition ai-assurance
        foundation-models generative-ai synthetic-data planning-and-decision-making ai-safety

        synthetic-biology multi-omics multi-scale-biological-engineering cell-free-systems viral-engineering
        biotic-abiotic-interfaces biomanufacturing

        renewable-generation renewable-fuels nuclear-energy-systems fusion-energy energy-storage
        electric-and-hybrid-engines batteries grid-integration energy-efficiency carbon-management

        distributed-ledger digital-assets digital-payment digital-identity communications-and-network-security
        privacy-enhancing data-fusion-and-interoperability confidential-computing
        computing-supply-chain-security ar-vr-security

        lasers high-power-microwaves particle-beams

        autonomous-surface autonomous-air autonomous-maritime autonomous-space autonomy-digital-infrastructure
        autonomous-command-and-control

        augmented-reality virtual-reality human-machine-teaming neurotechnologies

        hypersonic-propulsion hypersonic-aerodynamics hypersonic-materials hypersonic-defence hypersonic-testing

        radio-frequency-components spectrum-management future-wireless optical-links cables
        satellite-communications delay-tolerant-networking mesh-networks software-defined-networking
        modern-data-exchange adaptive-network-controls resilient-waveforms

        pnt-enabling pnt-interference-detection pnt-hardening

        quantum-computing quantum-materials quantum-sensing quantum-communications quantum-supporting-systems

        design-automation semiconductor-manufacturing beyond-cmos advanced-packaging specialised-hardware
        novel-microelectronics-materials mems-and-nems non-von-neumann-computing

        in-space-servicing space-launch-enablers cislunar-access space-based-observation space-propulsion
        space-power space-thermal-management crewed-spaceflight resilient-space-communications
        space-launch-safety
        """.split()
    ),
)

SCHEMES: Final[tuple[Scheme, ...]] = (
    PROGRESS,
    PROGRESS_BASIS,
    STANCE,
    MEETING_ROLE,
    INSTRUMENT_KIND,
    EVENT_KIND,
    DOCUMENT_KIND,
    ORGANISATION_KIND,
    AREA,
)

# Foreign terms of vocabularies that rdflib does not ship
OA_hasSource: Final = OA["hasSource"]
OA_hasSelector: Final = OA["hasSelector"]
OA_SpecificResource: Final = OA["SpecificResource"]
OA_TextPositionSelector: Final = OA["TextPositionSelector"]
OA_TextQuoteSelector: Final = OA["TextQuoteSelector"]
OA_start: Final = OA["start"]
OA_end: Final = OA["end"]
OA_exact: Final = OA["exact"]
SCHEMA_Event: Final = SCHEMA["Event"]
SCHEMA_EventSeries: Final = SCHEMA["EventSeries"]
SCHEMA_softwareVersion: Final = SCHEMA["softwareVersion"]
