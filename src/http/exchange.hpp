#pragma once
// One request on its way through the server: what happens next, decided without touching a socket.
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

enum class Next { read_on, run_early, run_answer, send, cut };

/// Bytes of all bodies that the server holds.
struct UploadBudget {
  std::size_t most;
  std::atomic<std::size_t> used = 0;
};

struct MhdResponseDeleter {
  void operator()(MHD_Response* response) const;
};
using ResponseHandle = std::unique_ptr<MHD_Response, MhdResponseDeleter>;

using HeaderList = std::vector<std::pair<std::string, std::string>>;

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
  std::size_t accounted = 0;  ///< bytes of body in the server's budget
  int status = 200;
  ResponseHandle response = {};

  Next read_head(const Service& service, HeaderList headers, std::string_view method, std::string_view version);
  Next receive(std::string_view data, UploadBudget& budget);
  Next after_early();
  /// Whether a refusal waits for the end of the body: most clients do not read an answer before they have sent all.
  bool may_discard() const;

 private:
  bool take_headers(HeaderList headers);
  Next answer_before_body();

  bool is_post_ = false;
};

}  // namespace http
