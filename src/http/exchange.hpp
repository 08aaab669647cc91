#pragma once
// One request on its way through the server.
#include <memory>

#include "http/connections.hpp"
#include "http/service.hpp"

struct MHD_Connection;
struct MHD_Response;

namespace http {

enum class Stage {
  fresh,       ///< the request line is read
  early,       ///< the early hook has run on a worker
  receiving,   ///< the body is being gathered
  discarding,  ///< the body is read and forgotten: the answer is known to be a refusal
  answered,    ///< a worker has made the response
};

struct MhdResponseDeleter {
  void operator()(MHD_Response* response) const;
};
using ResponseHandle = std::unique_ptr<MHD_Response, MhdResponseDeleter>;

struct Exchange {
  MHD_Connection* connection = nullptr;
  Connections::Connection* line = nullptr;
  Stage stage = Stage::fresh;
  bool counted = false;  ///< among those that a stop waits for
  bool closing = false;  ///< the connection ends with this answer
  std::shared_ptr<Request> request = std::make_shared<Request>();
  Service::Plan plan = {};
  base::Bytes body = {};
  std::size_t limit = 0;
  std::size_t discarded = 0;
  std::size_t accounted = 0;  ///< bytes of body in the server's total
  int status = 200;
  ResponseHandle response = {};
};

}  // namespace http
