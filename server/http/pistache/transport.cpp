#include "http/pistache/transport.hpp"

#include <cerrno>
#include <pistache/peer.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "http/pistache/private_member.hpp"

namespace gasworks::http::pistache {

// Pistache's addFd() does not know EPOLLEXCLUSIVE, and the descriptor that epoll_ctl() needs is private.
struct EpollDescriptor {
    friend constexpr auto member(EpollDescriptor);
};
template struct PrivateMember<EpollDescriptor, &Pistache::Polling::Epoll::epoll_fd>;

namespace {

namespace Polling = Pistache::Polling;

/// Pistache wants a handler beside each transport. Ours only says that a client has come; its input never
/// passes through here.
class NewClientHandler : public Pistache::Tcp::Handler {
  public:
    std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
        return std::make_shared<NewClientHandler>();
    }
    void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
        static_cast<Transport*>(transport())->take_over(peer);
    }
    void onInput(const char*, size_t, const std::shared_ptr<Pistache::Tcp::Peer>&) override {
        throw std::logic_error("Pistache has read from a connection that is not its own");
    }
};

/// Clients of one address beyond its limit that are told so. More than these are closed without a word, so
/// that one address does not use up the places of all.
constexpr std::size_t most_refused_at_once_of_client = 4;

}  // namespace

void WakeUp::add(std::shared_ptr<Mailbox> mailbox) {
    const std::lock_guard lock(mutex_);
    mailboxes_.push_back(std::move(mailbox));
}

void WakeUp::all() {
    const std::lock_guard lock(mutex_);
    for (const auto& mailbox : mailboxes_)
        mailbox->wake();
}

Transport::Transport(TransportSettings settings)
    : Pistache::Tcp::Transport(std::make_shared<NewClientHandler>()),
      settings_(std::move(settings)),
      mailbox_(std::make_shared<Mailbox>()),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    if (timer_ < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(settings_.tick);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(settings_.tick - seconds);
    timespec period{};
    period.tv_sec = static_cast<time_t>(seconds.count());
    period.tv_nsec = static_cast<decltype(period.tv_nsec)>(rest.count());
    const itimerspec setting{period, period};
    timerfd_settime(timer_, 0, &setting, nullptr);
}

Transport::~Transport() {
    // The reactor has ended; nothing watches the descriptors any more.
    for (const auto& [descriptor, connection] : connections_)
        close(descriptor);
    close(timer_);
}

std::shared_ptr<Pistache::Aio::Handler> Transport::clone() const {
    return std::make_shared<Transport>(settings_);
}

void Transport::registerPoller(Polling::Epoll& poller) {
    Pistache::Tcp::Transport::registerPoller(poller);
    for (const int descriptor : {mailbox_->descriptor(), timer_}) {
        poller.addFd(descriptor, Pistache::Flags<Polling::NotifyOn>(Polling::NotifyOn::Read),
                     Polling::Tag(static_cast<std::uint64_t>(descriptor)));
    }
    epoll_ = poller.*member(EpollDescriptor{});
    settings_.wake_up->add(mailbox_);
}

void Transport::onReady(const Pistache::Aio::FdSet& events) {
    for (const auto& event : events) {
        const int descriptor = static_cast<int>(event.getTag().value());
        if (descriptor == mailbox_->descriptor()) {
            on_mailbox();
        } else if (descriptor == timer_) {
            on_timer();
        } else if (connections_.contains(descriptor)) {
            on_socket(descriptor);
        } else if (descriptor == watched_) {
            accept_client();
        }
        // Anything else is a late event of a client that has gone.
    }
}

void Transport::watch_for_clients() {
    const int listening = settings_.listening->descriptor;
    if (watched_ >= 0 || listening < 0 || settings_.environment->draining) return;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLEXCLUSIVE;
    event.data.u64 = static_cast<std::uint64_t>(listening);
    // ENOMEM, ENOSPC: tried again at the next tick.
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, listening, &event) == 0) watched_ = listening;
}

void Transport::pause_accepting() {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, std::exchange(watched_, -1), nullptr);
}

void Transport::accept_client() {
    const int descriptor = accept4(watched_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
        handleNewPeer(Pistache::Tcp::Peer::Create(descriptor, Pistache::Address()));
        settle(descriptor);
        return;
    }
    // The client waits on; looking again at once would turn in circles until a descriptor or memory is free.
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause_accepting();
    // Anything else is of this client alone: another thread has it (EAGAIN), or it has gone meanwhile.
}

void Transport::take_over(const std::shared_ptr<Pistache::Tcp::Peer>& peer) {
    const int descriptor = peer->fd();
    const std::uint64_t number = next_number_++;
    const PeerAddress client = peer_address(descriptor);
    auto connection =
        std::make_unique<Connection>(descriptor, client, number, mailbox_, *settings_.environment);
    admit(*connection, client);
    connections_[descriptor] = std::move(connection);
    descriptors_[number] = descriptor;
}

void Transport::admit(Connection& connection, const PeerAddress& client) const {
    const ConnectionEnvironment& environment = *settings_.environment;
    const ServerOptions& options = environment.options;
    const std::size_t most_of_client = options.max_connections_per_address;
    const std::size_t of_client = environment.has_own_limits(client) ? connection.number_of_client() : 0;
    if (environment.open > settings_.max_connections + most_refused_at_once ||
        of_client > most_of_client + most_refused_at_once_of_client) {
        connection.abort();
    } else if (environment.draining) {
        connection.refuse_for_overload(503, "the server is stopping");
    } else if (of_client > most_of_client) {
        connection.refuse_for_overload(429, "there are " + std::to_string(most_of_client) +
                                                " connections from " + client.network +
                                                ", which is as many as one address may have");
    } else if (environment.open > settings_.max_connections) {
        connection.refuse_for_overload(503, "the server has " + std::to_string(settings_.max_connections) +
                                                " connections, which is as many as it may have; try again "
                                                "later");
    }
}

void Transport::on_mailbox() {
    for (Mailbox::Answer& answer : mailbox_->take()) {
        const auto found = descriptors_.find(answer.connection);
        if (found == descriptors_.end()) continue;  // the client has gone
        const int descriptor = found->second;
        connections_.at(descriptor)->on_answer(std::move(answer.response));
        settle(descriptor);
    }
    for (const std::uint64_t number : mailbox_->take_events()) {
        const auto found = descriptors_.find(number);
        if (found == descriptors_.end()) continue;
        const int descriptor = found->second;
        connections_.at(descriptor)->on_events();
        settle(descriptor);
    }
    for (const int descriptor : std::exchange(have_more_input_, {})) {
        if (connections_.contains(descriptor)) on_socket(descriptor);
    }
    watch_for_clients();
    if (settings_.environment->draining) on_timer();
}

void Transport::on_timer() {
    std::uint64_t expirations = 0;
    [[maybe_unused]] const auto taken = read(timer_, &expirations, sizeof expirations);
    watch_for_clients();
    const auto now = Connection::Clock::now();
    std::vector<int> all;
    all.reserve(connections_.size());
    for (const auto& [descriptor, connection] : connections_)
        all.push_back(descriptor);
    for (const int descriptor : all) {
        connections_.at(descriptor)->on_tick(now);
        settle(descriptor);
    }
}

void Transport::on_socket(int descriptor) {
    Connection& connection = *connections_.at(descriptor);
    // Which of the two the event announced does not matter: both find out for the price of a system call at
    // most.
    connection.on_writable();
    connection.on_readable();
    settle(descriptor);
}

void Transport::settle(int descriptor) {
    const auto found = connections_.find(descriptor);
    if (found == connections_.end()) return;
    Connection& connection = *found->second;
    if (connection.is_closed()) return remove(descriptor);
    if (connection.wants_to_write() && watched_for_writing_.insert(descriptor).second) {
        reactor()->modifyFd(key(), descriptor,
                            Polling::NotifyOn::Read | Polling::NotifyOn::Write | Polling::NotifyOn::Shutdown,
                            Polling::Mode::Edge);
    }
    if (connection.wants_to_read() && have_more_input_.insert(descriptor).second) mailbox_->wake();
}

void Transport::remove(int descriptor) {
    const auto found = connections_.find(descriptor);
    descriptors_.erase(found->second->number());
    connections_.erase(found);
    watched_for_writing_.erase(descriptor);
    have_more_input_.erase(descriptor);
    const auto peer = peers.at(descriptor);  // a copy: the base class erases its own
    removePeer(peer);
}

}  // namespace gasworks::http::pistache
