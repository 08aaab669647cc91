#pragma once
// layer: web
#include <boost/json/fwd.hpp>

#include "erasure/certificate_store.hpp"
#include "erasure/recheck_store.hpp"

namespace erasure {

/// A certificate as the API shows it (schema/api.json: "Certificate"); `page` is its public address, empty without one.
boost::json::object api_object(const CertificateRow& row, const std::string& public_url);
boost::json::object api_object(const RecheckRow& row);

}  // namespace erasure
