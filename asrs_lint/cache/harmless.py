"""Which facts speak of credentials, tokens and passwords without a secret: those in the words of schemas that have no
room for one. What is not known word for word is not among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asrs_lint.element import Element
from asrs_lint.facts.base import Fact
from asrs_lint.facts.configuration import Setting, XmlConfiguration

# Security of WCF: https://learn.microsoft.com/dotnet/framework/configure-apps/file-schema/wcf/. It takes passwords in
# code only. An element of it is known by its own name and all names within it.
_CONTAINERS = frozenset(("servicecredentials", "clientcredentials", "issuedtokenauthentication", "issuedtoken"))
_WITHIN = _CONTAINERS | frozenset(
    """
    servicecertificate clientcertificate defaultcertificate authentication certificate knowncertificates
    scopedcertificates usernameauthentication windowsauthentication windows allowedaudienceuris httpdigest peer
    secureconversationauthentication add
    """.split()
)
_ATTRIBUTES_WITHIN = frozenset(
    """
    findvalue x509findtype storelocation storename certificatevalidationmode customcertificatevalidatortype
    trustedstorelocation revocationmode mapclientcertificatetowindowsaccount includewindowsgroups
    usernamepasswordvalidationmode customusernamepasswordvalidatortype membershipprovidername audienceurimode
    allowedimpersonationlevel allowntlm allowuntrustedrsaissuers cacheissuedtokens defaultkeyentropymode
    samlserializertype allowedaudienceuri supportinteractive type
    """.split()
)
_TYPE = r"[a-z_]\w*(?:\.[a-z_]\w*)+(?:\+\w+)?(?:, ?[a-z_]\w*(?:\.\w+)*)?"
_STANDARD = r"(?:https?://(?:docs\.oasis-open\.org|schemas\.xmlsoap\.org|www\.w3\.org)/|urn:oasis:)[\w./:#-]*"
_CREDENTIAL = r"none|basic|digest|ntlm|windows|certificate|username|issuedtoken|inheritedfromhost"
_SWITCH = r"true|false"
# Attributes that take one of these values, and mean nothing else.
_CHOICES = {
    "clientcredentialtype": _CREDENTIAL,
    "proxycredentialtype": _CREDENTIAL,
    "mode": r"transportwithmessagecredential|transportcredentialonly",
    "negotiateservicecredential": _SWITCH,
    "usernamepasswordvalidationmode": r"windows|custom|membershipprovider",
    "customusernamepasswordvalidatortype": _TYPE,
    "issuedtokentype": _STANDARD,
    "enablepasswordretrieval": _SWITCH,
    "enablepasswordreset": _SWITCH,
    "passwordformat": r"clear|hashed|encrypted",
    "forwardwindowsauthtoken": _SWITCH,
}
# Elements that name types of .NET, with all the attributes they have.
_NAMING = {
    "assemblyidentity": frozenset(("name", "publickeytoken", "culture", "version", "processorarchitecture")),
    "service": frozenset(("name", "behaviorconfiguration")),
    "endpoint": frozenset(
        ("name", "address", "binding", "bindingconfiguration", "bindingnamespace", "contract", "behaviorconfiguration")
    ),
}


def doubtful(fact: Fact) -> Iterator[str]:
    """The names and texts of an XML configuration or a setting that could speak of a secret, in lower case; nothing of
    other facts."""
    if isinstance(fact, XmlConfiguration):
        yield from _of_element(fact.root, within=False)
    elif isinstance(fact, Setting) and fact.kind != "boolean":
        yield from map(str.lower, (*fact.keys, fact.value or "", fact.environment or "", fact.service or ""))


def _of_element(element: Element, within: bool) -> Iterator[str]:
    tag = _local(element)
    within = within or (tag in _CONTAINERS and all(map(_is_known, element.walk())))
    if not within:
        yield element.tag.lower()
    yield element.text.lower()
    is_naming = _names(element) <= _NAMING.get(tag, frozenset()) and not element.text.strip()
    for attribute in element.attributes:
        name, value = attribute.name.lower(), attribute.value.value.lower()
        if re.fullmatch(_CHOICES.get(name, r"(?!)"), value) or (is_naming and re.fullmatch(_TYPE, value)):
            continue
        yield value if within else f"{name} {value}"
    for child in element.children:
        yield from _of_element(child, within)


def _local(element: Element) -> str:
    """The name without its namespace: binding redirects of assemblies have one."""
    return element.tag.rpartition("}")[2].lower()


def _is_known(element: Element) -> bool:
    known = _local(element) in _WITHIN and not element.text.strip()
    return known and _names(element) <= _ATTRIBUTES_WITHIN


def _names(element: Element) -> frozenset[str]:
    return frozenset(attribute.name.lower() for attribute in element.attributes)
