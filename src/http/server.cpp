// The only file that knows libmicrohttpd. Event threads move bytes; everything else happens on workers, the connection
// being suspended meanwhile. README.md tells how a request goes.
#include <microhttpd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/text.hpp"
#include "http/exchange.hpp"
#include "http/listener.hpp"
#include "http/pool.hpp"

namespace http {

void MhdResponseDeleter::operator()(MHD_Response* response) const { ::MHD_destroy_response(response); }

namespace {

using Clock = Connections::Clock;
constexpr auto no_deadline = Clock::time_point::max();
constexpr std::size_t header_memory = 32 * 1024;  // bytes a connection may fill with request line and headers

class ServerCore final : public Server {
 public:
  ServerCore(const ServerOptions& options, Router router, Hooks hooks, TrustedProxies proxies)
      : options_(options),
        service_(std::move(router), std::move(hooks), std::move(proxies)),
        connections_(
            std::clamp(options.whole_request / 8, std::chrono::milliseconds(20), std::chrono::milliseconds(1000))),
        pool_(options.workers, options.queue),
        uploads_{.most = options.upload_memory} {}
  ~ServerCore() override;

  bool listen(int socket, bool v6);
  std::uint16_t port() const override { return port_; }

  // What libmicrohttpd calls.
  MHD_Result admit(const sockaddr* address) const;
  void connected(MHD_Connection* connection, void** context);
  void disconnected(void** context);
  Exchange* begin(const char* target, MHD_Connection* connection);
  MHD_Result proceed(Exchange& exchange, const char* method, const char* version, const char* data, std::size_t* size);
  void complete(Exchange* exchange);

  WorkerPool& pool() { return pool_; }
  const Service& service() const { return service_; }
  bool abandoned() const { return abandoned_; }

 private:
  MHD_Result act(Exchange& exchange, Next next);
  MHD_Result run_early(Exchange& exchange);
  MHD_Result run_answer(Exchange& exchange);
  template <typename Work>
  MHD_Result on_worker(Exchange& exchange, Work work);
  void set_response(Exchange& exchange, Response response);
  MHD_Result send(Exchange& exchange);

  const ServerOptions options_;
  const Service service_;
  Connections connections_;
  WorkerPool pool_;
  MHD_Daemon* daemon_ = nullptr;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> running_ = 0;  ///< requests handed to workers and not yet completed
  UploadBudget uploads_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> abandoned_ = false;  ///< stop_wait is over: what has not begun does not begin
};

// ---- streams ----

struct StreamState {
  ServerCore* core;
  MHD_Connection* connection;
  std::shared_ptr<const Request> request;
  Stream source;
  std::string piece = {};
  std::size_t sent = 0;
  bool ended = false;
  bool failed = false;

  void pull();
};

/// On a worker, the connection being suspended.
void StreamState::pull() {
  sent = 0;
  try {
    ended = gather(source, piece);
  } catch (const std::exception& error) {
    failed = true;
    core->service().report(*request, error);
  }
}

ssize_t read_stream(void* context, std::uint64_t, char* buffer, std::size_t room) {
  auto* state = static_cast<StreamState*>(context);
  if (const auto left = state->piece.size() - state->sent; left > 0) {
    const auto count = std::min(left, room);
    std::memcpy(buffer, state->piece.data() + state->sent, count);
    state->sent += count;
    return static_cast<ssize_t>(count);
  }
  if (state->ended) return MHD_CONTENT_READER_END_OF_STREAM;
  if (state->failed || state->core->abandoned() || !state->core->pool().reserve(WorkerPool::Priority::under_way)) {
    // The library (0.9.75) closes after this error only at the connection's next event.
    ::shutdown(::MHD_get_connection_info(state->connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd, SHUT_RDWR);
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
  ::MHD_suspend_connection(state->connection);
  state->core->pool().submit([state] {
    state->pull();
    ::MHD_resume_connection(state->connection);
  });
  return 0;
}

/// A stream may hold a database's transaction: it ends on a worker, where it has lived.
void free_stream(void* context) {
  std::shared_ptr<StreamState> state(static_cast<StreamState*>(context));
  auto& pool = state->core->pool();
  if (!pool.reserve(WorkerPool::Priority::under_way)) return;
  pool.submit([state = std::move(state)]() mutable { state.reset(); });
}

// ---- responses ----

struct HeldBody {
  base::Bytes own;
  std::shared_ptr<const base::Bytes> shared;
};

void free_body(void* context) { std::unique_ptr<HeldBody>(static_cast<HeldBody*>(context)).reset(); }

void add_headers(MHD_Response* handle, const Response& response) {
  // These belong to the connection, not to the handler.
  static constexpr std::array<std::string_view, 5> own{"content-length", "transfer-encoding", "connection", "date",
                                                       "content-type"};
  for (const auto& [name, value] : response.headers)
    if (std::ranges::find(own, base::lower(name)) == own.end())
      ::MHD_add_response_header(handle, name.c_str(), safe_header(name, value).c_str());
  const bool has_content = response.stream || response.shared_body || !response.body.empty();
  if (has_content) ::MHD_add_response_header(handle, "Content-Type", safe_header("", response.content_type).c_str());
}

ResponseHandle make_response(Response response, ServerCore& core, const Exchange& exchange) {
  ResponseHandle handle;
  if (response.stream) {
    auto state = std::make_unique<StreamState>(StreamState{.core = &core,
                                                           .connection = exchange.connection,
                                                           .request = exchange.request,
                                                           .source = std::move(response.stream)});
    handle.reset(
        ::MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 32 * 1024, &read_stream, state.get(), &free_stream));
    if (handle) static_cast<void>(state.release());
    response.stream = [] { return std::nullopt; };  // still says that there is content
  } else {
    auto held = std::make_unique<HeldBody>(HeldBody{std::move(response.body), std::move(response.shared_body)});
    const auto& bytes = held->shared ? *held->shared : held->own;
    // The library asks for a pointer that is not const, and only reads.
    handle.reset(::MHD_create_response_from_buffer_with_free_callback_cls(bytes.size(), const_cast<char*>(bytes.data()),
                                                                          &free_body, held.get()));
    if (handle) static_cast<void>(held.release());
    response.body = bytes.empty() ? "" : "-";
  }
  if (!handle) throw std::bad_alloc();
  add_headers(handle.get(), response);
  if (exchange.closing) ::MHD_add_response_header(handle.get(), "Connection", "close");
  return handle;
}

// ---- callbacks: the library's C signatures ----

MHD_Result on_policy(void* core, const sockaddr* address, socklen_t) {
  return static_cast<ServerCore*>(core)->admit(address);
}

void on_connection(void* core, MHD_Connection* connection, void** context, MHD_ConnectionNotificationCode code) {
  auto& server = *static_cast<ServerCore*>(core);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    server.connected(connection, context);
  } else {
    server.disconnected(context);
  }
}

void* on_target(void* core, const char* target, MHD_Connection* connection) {
  return static_cast<ServerCore*>(core)->begin(target, connection);
}

MHD_Result on_access(void* core, MHD_Connection*, const char*, const char* method, const char* version,
                     const char* data, std::size_t* size, void** context) {
  return static_cast<ServerCore*>(core)->proceed(*static_cast<Exchange*>(*context), method, version, data, size);
}

void on_completed(void* core, MHD_Connection*, void** context, MHD_RequestTerminationCode) {
  if (*context != nullptr) static_cast<ServerCore*>(core)->complete(static_cast<Exchange*>(*context));
  *context = nullptr;
}

/// Decoding is ours, strict, and done on the whole target.
std::size_t keep_escaped(void*, MHD_Connection*, char* text) { return std::strlen(text); }

MHD_Result on_header(void* context, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                     std::size_t value_size) {
  auto& headers = *static_cast<HeaderList*>(context);
  const std::string_view bytes = value == nullptr ? std::string_view() : std::string_view(value, value_size);
  headers.emplace_back(base::lower(std::string_view(name, name_size)), base::printable(base::to_utf8(bytes)));
  return MHD_YES;
}

HeaderList headers_of(MHD_Connection* connection) {
  HeaderList headers;
  ::MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &on_header, &headers);
  return headers;
}

// ---- connections ----

MHD_Result ServerCore::admit(const sockaddr* address) const {
  if (options_.connections_per_address == 0) return MHD_YES;
  const auto peer = address_of(address);
  if (service_.proxies().trusts(peer)) return MHD_YES;
  return connections_.count(peer) < options_.connections_per_address ? MHD_YES : MHD_NO;
}

void ServerCore::connected(MHD_Connection* connection, void** context) {
  const auto* socket = ::MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  const auto* address = ::MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  *context =
      connections_.open(socket->connect_fd, address_of(address->client_addr), Clock::now() + options_.whole_request);
}

void ServerCore::disconnected(void** context) {
  connections_.close(static_cast<Connections::Connection*>(*context));
  *context = nullptr;
}

Exchange* ServerCore::begin(const char* target, MHD_Connection* connection) {
  auto exchange = std::make_unique<Exchange>();
  const auto* info = ::MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  exchange->connection = connection;
  exchange->line = static_cast<Connections::Connection*>(info->socket_context);
  exchange->request->target = target;
  exchange->line->deadline = std::min(exchange->line->deadline.load(), Clock::now() + options_.whole_request);
  return exchange.release();
}

void ServerCore::complete(Exchange* done) {
  const std::unique_ptr<Exchange> exchange(done);
  uploads_.used -= exchange->accounted;
  // The next request's first byte is not reported: the time until it is bounded by the inactivity allowed.
  exchange->line->deadline = Clock::now() + options_.inactivity + options_.whole_request;
  if (exchange->counted) --running_;
}

// ---- a request ----

MHD_Result ServerCore::proceed(Exchange& exchange, const char* method, const char* version, const char* data,
                               std::size_t* size) {
  switch (exchange.stage) {
    case Stage::fresh:
      return act(exchange, exchange.read_head(service_, headers_of(exchange.connection), method, version));
    case Stage::early:
      exchange.line->deadline = Clock::now() + options_.whole_request;
      return act(exchange, exchange.after_early());
    case Stage::receiving:
    case Stage::discarding:
      return act(exchange, exchange.receive({data, std::exchange(*size, 0)}, uploads_));
    case Stage::answered:
      return send(exchange);
  }
  return MHD_NO;
}

MHD_Result ServerCore::act(Exchange& exchange, Next next) {
  switch (next) {
    case Next::read_on:
      return MHD_YES;
    case Next::run_early:
      return run_early(exchange);
    case Next::run_answer:
      return run_answer(exchange);
    case Next::send:
      return send(exchange);
    case Next::cut:
      return MHD_NO;
  }
  return MHD_NO;
}

template <typename Work>
MHD_Result ServerCore::on_worker(Exchange& exchange, Work work) {
  if (stopping_ || !pool_.reserve(WorkerPool::Priority::waiting)) {
    exchange.closing = exchange.closing || stopping_;
    set_response(exchange, busy());
    return send(exchange);
  }
  if (!std::exchange(exchange.counted, true)) ++running_;
  exchange.line->deadline = no_deadline;  // what a handler takes is not the client's fault
  ::MHD_suspend_connection(exchange.connection);
  pool_.submit([&exchange, work = std::move(work)] {
    work();
    ::MHD_resume_connection(exchange.connection);  // from here on the exchange is the event thread's
  });
  return MHD_YES;
}

MHD_Result ServerCore::run_early(Exchange& exchange) {
  exchange.stage = Stage::early;
  return on_worker(exchange, [this, &exchange] {
    auto response = service_.early(*exchange.request, exchange.line->peer, exchange.plan);
    if (!response) return;
    exchange.closing = exchange.closing || stopping_ || !exchange.may_discard();
    set_response(exchange, std::move(*response));
  });
}

MHD_Result ServerCore::run_answer(Exchange& exchange) {
  exchange.stage = Stage::answered;
  return on_worker(exchange, [this, &exchange] {
    auto response =
        abandoned_ ? busy()
                   : service_.answer(*exchange.request, exchange.line->peer, exchange.plan, std::move(exchange.body));
    exchange.closing = exchange.closing || stopping_;
    set_response(exchange, std::move(response));
  });
}

void ServerCore::set_response(Exchange& exchange, Response response) {
  exchange.status = response.status;
  exchange.response = make_response(std::move(response), *this, exchange);
}

MHD_Result ServerCore::send(Exchange& exchange) {
  exchange.line->deadline = Clock::now() + options_.whole_response;
  return ::MHD_queue_response(exchange.connection, static_cast<unsigned>(exchange.status), exchange.response.get());
}

// ---- start and stop ----

bool ServerCore::listen(int socket, bool v6) {
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO;
  if (v6) flags |= MHD_USE_IPv6;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(options_.inactivity).count();
  const unsigned threads = std::max(options_.event_threads, 1U);
  daemon_ = ::MHD_start_daemon(flags, 0, &on_policy, this, &on_access, this,                              //
                               MHD_OPTION_LISTEN_SOCKET, socket,                                          //
                               MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(options_.connections),  //
                               MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(seconds),             //
                               MHD_OPTION_CONNECTION_MEMORY_LIMIT, header_memory,                         //
                               MHD_OPTION_STRICT_FOR_CLIENT, 1,                                           //
                               MHD_OPTION_NOTIFY_CONNECTION, &on_connection, static_cast<void*>(this),    //
                               MHD_OPTION_NOTIFY_COMPLETED, &on_completed, static_cast<void*>(this),      //
                               MHD_OPTION_URI_LOG_CALLBACK, &on_target, static_cast<void*>(this),         //
                               MHD_OPTION_UNESCAPE_CALLBACK, &keep_escaped, static_cast<void*>(this),     //
                               threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, MHD_OPTION_END);
  if (daemon_ == nullptr) return false;
  port_ = ::MHD_get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
  return true;
}

ServerCore::~ServerCore() {
  if (daemon_ == nullptr) return;
  stopping_ = true;
  if (const int socket = ::MHD_quiesce_daemon(daemon_); socket >= 0) ::close(socket);
  const auto end = Clock::now() + options_.stop_wait;
  while (running_ > 0 && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  abandoned_ = true;
  if (running_ > 0) connections_.shut_all();
  pool_.stop();  // every suspended connection is resumed by its job: the library wants none when it stops
  ::MHD_stop_daemon(daemon_);
}

}  // namespace

base::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Router router, Hooks hooks) {
  TRY(proxies, TrustedProxies::parse(options.trusted_proxies));
  const bool v6 = options.bind.find(':') != std::string::npos;
  TRY(socket, open_listener(options));
  raise_descriptor_limit(options.connections + 256);
  auto core = std::make_unique<ServerCore>(options, std::move(router), std::move(hooks), std::move(proxies));
  if (!core->listen(socket, v6)) {
    ::close(socket);
    return base::Refusal{.code = "http.not_started"};
  }
  return std::unique_ptr<Server>(std::move(core));
}

}  // namespace http
